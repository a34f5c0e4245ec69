"""A question cut into terms, each with the forms that say the same: Latin letters, figures, scripts without blanks.

Here: ``cut``, and everything but Han (``search_han.py``). Vietnamese is found with and without its marks; of Thai, Lao, Khmer
and Burmese known words are taken out of a run, longest first. Not here: which terms matter (``search_terms.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ckanext.gxdata.core.pinyin_terms import corrected, initial_letters, is_syllable, readings, syllables, widened
from ckanext.gxdata.core.search_han import han_terms
from ckanext.gxdata.core.search_spelling import LATIN_MIN
from ckanext.gxdata.core.search_words import TOKEN, SearchRules, Term, bare, named

_PHRASE_MAX = 5
_WORD_MAX = 24
_INITIALS = range(3, 9)


def cut(folded: str, rules: SearchRules) -> Iterator[Term]:
    """The terms in their order; doubles are kept."""
    latin: list[str] = []
    for match in TOKEN.finditer(folded):
        kind, text = match.lastgroup, match.group(match.lastgroup or 0)
        if kind == "latin":
            latin.append(text)
            continue
        yield from _latin_terms(latin, rules)
        latin = []
        yield from _terms_of(kind or "", text, rules)
    yield from _latin_terms(latin, rules)


def _terms_of(kind: str, text: str, rules: SearchRules) -> Iterator[Term]:
    if kind == "han":
        yield from han_terms(text, rules)
    elif kind == "other":
        yield from _unspaced_terms(text.strip(), rules)
    else:
        yield named(text.strip(), rules)


def _unspaced_terms(run: str, rules: SearchRules) -> Iterator[Term]:
    start = position = 0
    while position < len(run):
        lengths = range(min(_WORD_MAX, len(run) - position), 1, -1)
        known = next((run[position : position + length] for length in lengths if rules.knows(run[position : position + length])), "")
        if known:
            yield from ([Term(run[start:position])] if position - start > 1 else [])
            yield named(known, rules)
            start = position = position + len(known)
        else:
            position += 1
    if len(run) - start > 1 or not start:
        yield Term(run[start:])


# --- Latin, figures --------------------------------------------------------------------------------------------------


def _latin_terms(words: list[str], rules: SearchRules) -> Iterator[Term]:
    position = 0
    while position < len(words):
        count, term = _phrase_at(words[position:], rules)
        yield term
        position += count


def _phrase_at(words: list[str], rules: SearchRules) -> tuple[int, Term]:
    """The longest run of words that is known (sugar cane, dân số) or spaced pinyin (gan zhe), else the first word."""
    spaced = _syllables_at(words)
    for count in range(min(_PHRASE_MAX, len(words)), 1 if spaced > 1 else 0, -1):
        phrase = " ".join(words[:count])
        for key in _keys(phrase):
            if rules.knows(key):
                return count, _known(phrase, key, rules)
    if spaced > 1:
        return spaced, _known(" ".join(words[:spaced]), "".join(words[:spaced]), rules)
    return 1, _word(words[0], rules)


def _syllables_at(words: list[str]) -> int:
    """How many syllables of pinyin stand here; two or more are no words of another language (lao ren is not Laos)."""
    return next((count for count, word in enumerate(words) if not is_syllable(word)), len(words))


def _keys(phrase: str) -> tuple[str, ...]:
    endings = (("ies", "y"), ("es", ""), ("s", ""))
    unmarked = (bare(phrase),) if " " in phrase else ()  # one syllable without its marks is many words: lúa, lửa, lụa
    return (phrase, *unmarked, *(phrase[: -len(end)] + put for end, put in endings if phrase.endswith(end)))


def _known(phrase: str, key: str, rules: SearchRules) -> Term:
    """``key`` is what the rules call it; without an entry there it is pinyin alone."""
    if key in rules.places or key in rules.questions:
        return Term(key)
    if key in rules.light:
        return named(key, rules)
    joined = phrase.replace(" ", "")
    names = rules.synonyms.get(key, ()) + rules.related.get(key, ())
    spoken = readings(joined) if not names or _sounds_like(joined, names) else ()
    guesses = widened(spoken) if rules.guesses and not names else ()
    return Term(phrase, rules.synonyms.get(key, ()), rules.related.get(key, ()), spoken, guesses=guesses)


def _sounds_like(joined: str, names: Iterable[str]) -> bool:
    """Whether it is known as pinyin: ``tea`` is not, though "te a" could be read."""
    return any("".join(syllables(name).split()) == joined for name in names)


def _word(word: str, rules: SearchRules) -> Term:
    """One that the rules do not know: a code, pinyin, first letters, or something misspelt."""
    if any(sign.isdigit() or sign in "-/_." for sign in word):
        return Term(word, pinyin=readings(word), initials=initial_letters(word), code=word)
    near = _with_names(rules.spelling.near(word), rules) if len(word) >= LATIN_MIN else ()
    spoken = readings(word)
    letters = " ".join(word) if not spoken and word.isascii() and len(word) in _INITIALS and _are_initials(word) else ""
    guesses = (widened(spoken) or (() if near else corrected(word))) if rules.guesses else ()
    fuzzy = word if rules.guesses and not spoken and word.isascii() and len(word) >= LATIN_MIN else ""
    return Term(
        word,
        synonyms=rules.initials.get(word, ()),
        pinyin=spoken,
        initials="" if rules.initials.get(word) else letters,
        near=near,
        guesses=guesses,
        fuzzy=fuzzy,
    )


def _are_initials(word: str) -> bool:
    """No syllable begins with i, u or v; of three letters with a vowel among them most are words."""
    return not set(word) & set("iuv") and (len(word) > 3 or not set(word) & set("ao"))


def _with_names(near: tuple[str, ...], rules: SearchRules) -> tuple[str, ...]:
    """What was perhaps meant, and its other names: ``populaton`` → population, 人口."""
    return tuple(dict.fromkeys(name for key in near for name in (key, *rules.synonyms.get(key, ()))))
