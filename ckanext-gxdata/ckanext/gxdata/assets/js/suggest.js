/* Suggestions below a search box: the combobox pattern of ARIA with a list. Without this file the box works as a plain form.
   Marked by data-gx-suggest (address of the answers); the names of kinds stand in its other data- attributes. */
(function () {
  'use strict';
  var WAIT = 150;

  function Box(input, number) {
    this.input = input;
    this.list = document.createElement('ul');
    this.list.id = 'gx-suggest-' + number;
    this.list.className = 'gx-suggest';
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', input.dataset.gxListed);
    this.list.hidden = true;
    this.status = document.createElement('span');
    this.status.className = 'visually-hidden';
    this.status.setAttribute('role', 'status');
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', this.list.id);
    input.setAttribute('aria-expanded', 'false');
    input.form.appendChild(this.list);
    input.form.appendChild(this.status);
    this.at = -1;
    this.asked = 0;
    input.addEventListener('input', this.typed.bind(this));
    input.addEventListener('keydown', this.pressed.bind(this));
    input.addEventListener('blur', this.close.bind(this));
    this.list.addEventListener('mousedown', function (event) { event.preventDefault(); });
  }

  Box.prototype.typed = function (event) {
    clearTimeout(this.timer);
    if (event.isComposing) return;
    this.timer = setTimeout(this.ask.bind(this), WAIT);
  };

  Box.prototype.ask = function () {
    var box = this, text = this.input.value.trim(), turn = ++this.asked;
    if (!text) return this.close();
    fetch(this.input.dataset.gxSuggest + '?q=' + encodeURIComponent(text.slice(0, 60)), { credentials: 'omit' })
      .then(function (answer) { return answer.ok ? answer.json() : { suggestions: [] }; })
      .then(function (found) { if (turn === box.asked && document.activeElement === box.input) box.show(found.suggestions, text); })
      .catch(function () { box.close(); });
  };

  Box.prototype.show = function (found, text) {
    var box = this;
    this.list.textContent = '';
    found.forEach(function (each, place) {
      var row = document.createElement('li'), link = document.createElement('a'), kind = document.createElement('span');
      row.id = box.list.id + '-' + place;
      row.setAttribute('role', 'option');
      row.setAttribute('aria-selected', 'false');
      link.href = each.url;
      link.tabIndex = -1;
      marked(link, each.label, text);
      kind.className = 'gx-kind';
      kind.textContent = box.input.dataset['gx' + each.kind.charAt(0).toUpperCase() + each.kind.slice(1)];
      link.appendChild(kind);
      row.appendChild(link);
      box.list.appendChild(row);
    });
    this.at = -1;
    this.input.removeAttribute('aria-activedescendant');
    this.list.hidden = !found.length;
    this.input.setAttribute('aria-expanded', String(!!found.length));
    this.status.textContent = found.length ? this.input.dataset.gxNumber.replace('{number}', found.length) : '';
  };

  Box.prototype.close = function () {
    clearTimeout(this.timer);
    this.asked += 1;
    this.at = -1;
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  };

  Box.prototype.move = function (step) {
    var rows = this.list.children, count = rows.length;
    if (this.at >= 0) rows[this.at].setAttribute('aria-selected', 'false');
    this.at = (this.at + step + count + 1) % (count + 1);
    if (this.at === count) {
      this.at = -1;
      this.input.removeAttribute('aria-activedescendant');
    } else {
      rows[this.at].setAttribute('aria-selected', 'true');
      rows[this.at].scrollIntoView({ block: 'nearest' });
      this.input.setAttribute('aria-activedescendant', rows[this.at].id);
    }
  };

  Box.prototype.pressed = function (event) {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (this.list.hidden) this.ask();
      else this.move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Escape' && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === 'Enter' && this.at >= 0) {
      event.preventDefault();
      window.location.assign(this.list.children[this.at].querySelector('a').href);
    }
  };

  function marked(link, label, text) {
    var place = label.toLowerCase().indexOf(text.toLowerCase()), words = document.createElement('span');
    if (place < 0) words.textContent = label;
    else {
      var mark = document.createElement('mark');
      mark.textContent = label.slice(place, place + text.length);
      words.append(label.slice(0, place), mark, label.slice(place + text.length));
    }
    link.appendChild(words);
  }

  Array.prototype.forEach.call(document.querySelectorAll('input[data-gx-suggest]'), function (input, number) {
    new Box(input, number);
  });
})();
