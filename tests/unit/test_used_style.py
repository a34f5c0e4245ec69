"""A style sheet for the pages that everybody reads loses what none of them names, and nothing else."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.used_style import used, words

KNOWN = words(
    ['<p class="gx-hit btn"><a id="top" class="gx-mk-{{ kind }}">', "{{ 'gx-state-' ~ state }}", 'f"gx-look-{name}"', '<i class="a">']
)


@pytest.mark.parametrize(
    ("style", "left"),
    [
        (".btn { color: red; }", ".btn{color: red}"),
        (".navbar { color: red }", ""),
        (".navbar, .btn , p > .gx-hit:hover { color: red }", ".btn,p > .gx-hit:hover{color: red}"),
        (".btn.navbar { color: red }", ""),
        ("#top, #bottom { margin: 0 }", "#top{margin: 0}"),
        ("body, a::before, [hidden] { margin: 0 }", "body,a::before,[hidden]{margin: 0}"),
        (".gx-mk-open, .gx-state-good, .gx-look-x, .gx-other { margin: 0 }", ".gx-mk-open,.gx-state-good,.gx-look-x{margin: 0}"),
        (".btn:not(.navbar, .card) { margin: 0 }", ".btn:not(.navbar, .card){margin: 0}"),
        (".btn:is(:hover, :not(.x)) a, .x:is(.btn) { margin: 0 }", ".btn:is(:hover, :not(.x)) a{margin: 0}"),
        ('a[href$=".pdf"], a[class*="#navbar"] { margin: 0 }', 'a[href$=".pdf"],a[class*="#navbar"]{margin: 0}'),
        ("@media (min-width: 30em) { .navbar { margin: 0 } .btn { margin: 1px } }", "@media (min-width: 30em){.btn{margin: 1px}}"),
        ("@media print { .navbar { margin: 0 } }", ""),
        ("@media print { @supports (gap: 0) { .btn { gap: 0 } .x { gap: 0 } } } p { gap: 0 }",
         "@media print{@supports (gap: 0){.btn{gap: 0}}}p{gap: 0}"),
        ("@keyframes turn { from { top: 0 } to { top: 1px } } .btn { top: 0 }", "@keyframes turn{from{top: 0}to{top: 1px}}.btn{top: 0}"),
        ("@font-face { font-family: x; src: url(data:font/woff2;base64,AA==) }",
         "@font-face{font-family: x;src: url(data:font/woff2;base64,AA==)}"),
        ('@charset "UTF-8"; @import url("x.css"); .btn { top: 0 }', '@charset "UTF-8";@import url("x.css");.btn{top: 0}'),
        ("/* .btn { } */ .btn { top: 0 /* not; } */ ; }", ".btn{top: 0}"),
        ('.btn::before { content: " ; } {  /* x */ "; top: 0 }', '.btn::before{content: " ; } {  /* x */ ";top: 0}'),
        (".btn { background: url(data:image/svg+xml;utf8,%3Csvg%7B%7D) ; }", ".btn{background: url(data:image/svg+xml;utf8,%3Csvg%7B%7D)}"),
        (".btn { width: calc(1px  +  2px);\n  --gx-x: ; color: var(--gx-x, red) !important }",
         ".btn{width: calc(1px + 2px);--gx-x:;color: var(--gx-x, red) !important}"),
        (".btn {}", ""),
    ],
)  # fmt: skip
def test_what_is_left_of_a_rule(style: str, left: str) -> None:
    assert used(style, KNOWN) == left


def test_the_order_of_rules_stays() -> None:
    assert used(".btn{a:1}.x{a:2}p{a:3}.btn{a:4}", KNOWN) == ".btn{a:1}p{a:3}.btn{a:4}"


def test_a_name_of_a_library_that_only_begins_like_ours_is_not_ours() -> None:
    assert used(".gx{a:1}.btn-primary{a:1}.gx-{a:1}", KNOWN) == ""


def test_what_is_left_is_left_again() -> None:
    once = used("@media print { .btn , .x { top : 0 ; left: 0 } } /* x */ p { content: 'a;b' }", KNOWN)
    assert used(once, KNOWN) == once
