// The organisation tree: search, expand, choose several. Draws only the rows in sight, so that thousands of units cost
// what a screenful costs. Focus stays on the tree itself; the active row is named to a screen reader by its id.
const PENDING_MS = 300;
const SPARE_ROWS = 8;
const trees = new WeakMap();

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let tree = trees.get(parentElement);
  if (!tree) {
    tree = new Tree(parentElement);
    trees.set(parentElement, tree);
  }
  tree.send = (ids) => setTriggerValue("chosen", ids);
  tree.take(data);
  return () => tree.leave();
}

class Tree {
  constructor(root) {
    this.find = root.querySelector(".find");
    this.label = root.querySelector(".find-label");
    this.box = root.querySelector(".tree");
    this.space = root.querySelector(".space");
    this.told = root.querySelector(".told");
    this.clear = root.querySelector(".clear");
    this.written = "";
    this.units = [];
    this.chosen = new Set();
    this.open = new Set();
    this.rows = [];
    this.active = 0;
    this.timer = null;
    this.find.addEventListener("input", () => this.searched());
    this.find.addEventListener("keydown", (event) => this.keyInSearch(event));
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("scroll", () => this.draw());
    this.box.addEventListener("click", (event) => this.clicked(event));
    this.clear.addEventListener("click", () => this.choose(new Set()));
  }

  take(data) {
    this.words = data.words;
    this.label.textContent = this.words.find;
    this.find.placeholder = this.words.hint;
    this.box.setAttribute("aria-label", this.words.tree);
    this.clear.textContent = this.words.clear;
    if (data.units !== this.written) {
      this.written = data.units;
      this.read(JSON.parse(data.units));
      this.open = new Set(this.units.filter((unit) => unit.parent < 0).map((unit) => unit.at));
      if (this.open.size > 1) this.open.clear();
    }
    // What a person has just clicked and not yet been sent stands over what an earlier run answers.
    if (this.timer === null) {
      this.chosen = new Set(data.chosen.map((id) => this.place.get(id)).filter((at) => at !== undefined));
    }
    for (const at of this.chosen) this.reveal(at);
    this.arrange();
  }

  read(written) {
    this.units = written.map(([id, parent, name, level, spelt], at) => ({ id, parent, name, level, spelt, at, below: [] }));
    this.place = new Map(this.units.map((unit) => [unit.id, unit.at]));
    for (const unit of this.units) {
      const above = unit.parent < 0 ? null : this.units[unit.parent];
      unit.depth = above ? above.depth + 1 : 0;
      unit.path = above ? `${above.path} / ${unit.name}` : unit.name;
      unit.all = above ? `${above.all} ${unit.spelt}` : unit.spelt;
      if (above) above.below.push(unit.at);
    }
  }

  reveal(at) {
    for (let up = this.units[at].parent; up >= 0; up = this.units[up].parent) this.open.add(up);
  }

  // The rows in order: what is open, or while searching what matches with everything above it.
  arrange() {
    const asked = this.find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    this.isSearch = asked.length > 0;
    let shown = null;
    this.hits = [];
    if (this.isSearch) {
      shown = new Set();
      for (const unit of this.units) {
        if (asked.every((word) => unit.all.includes(word)) && asked.some((word) => unit.spelt.includes(word))) {
          this.hits.push(unit.at);
          for (let up = unit.at; up >= 0 && !shown.has(up); up = this.units[up].parent) shown.add(up);
        }
      }
    }
    const active = this.rows[this.active];
    this.rows = [];
    const stack = this.units.filter((unit) => unit.parent < 0).map((unit) => unit.at).reverse();
    while (stack.length) {
      const at = stack.pop();
      if (shown && !shown.has(at)) continue;
      this.rows.push(at);
      if (shown || this.open.has(at)) stack.push(...[...this.units[at].below].reverse());
    }
    const kept = this.rows.indexOf(active);
    this.active = kept >= 0 ? kept : 0;
    if (this.isSearch && !this.hits.includes(this.rows[this.active]) && this.hits.length) {
      this.active = this.rows.indexOf(this.hits[0]);
    }
    this.draw();
    this.tell();
  }

  tell() {
    const parts = [];
    if (this.isSearch) {
      parts.push(this.hits.length ? this.words.found.replace("{count}", this.hits.length) : this.words.none);
    }
    parts.push(this.chosen.size ? this.words.chosen.replace("{count}", this.chosen.size) : this.words.whole);
    this.told.textContent = parts.join(" · ");
    this.clear.disabled = this.chosen.size === 0;
  }

  rowHeight() {
    return parseFloat(getComputedStyle(this.box).getPropertyValue("line-height")) || 40;
  }

  // Never on focus: a press that brings the focus would lose its row before it becomes a click.
  draw() {
    const height = this.rowHeight();
    this.space.style.height = `${this.rows.length * height}px`;
    const first = Math.max(0, Math.floor(this.box.scrollTop / height) - SPARE_ROWS);
    const last = Math.min(this.rows.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / height) + SPARE_ROWS);
    const drawn = [];
    for (let number = first; number < last; number += 1) drawn.push(this.row(number, height));
    if (this.rows.length && (this.active < first || this.active >= last)) drawn.push(this.row(this.active, height));
    this.space.replaceChildren(...drawn);
    if (this.rows.length) this.box.setAttribute("aria-activedescendant", `unit-${this.rows[this.active]}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  row(number, height) {
    const unit = this.units[this.rows[number]];
    const row = document.createElement("div");
    const isChosen = this.chosen.has(unit.at);
    const siblings = unit.parent < 0 ? this.units.filter((each) => each.parent < 0).map((each) => each.at)
      : this.units[unit.parent].below;
    row.id = `unit-${unit.at}`;
    row.className = "row";
    row.dataset.number = number;
    row.setAttribute("role", "treeitem");
    row.setAttribute("aria-level", unit.depth + 1);
    row.setAttribute("aria-setsize", siblings.length);
    row.setAttribute("aria-posinset", siblings.indexOf(unit.at) + 1);
    row.setAttribute("aria-selected", isChosen ? "true" : "false");
    row.setAttribute("aria-label", `${unit.path}, ${unit.level}`);
    if (unit.below.length) {
      row.setAttribute("aria-expanded", this.isSearch || this.open.has(unit.at) ? "true" : "false");
    }
    row.classList.toggle("active", number === this.active);
    row.classList.toggle("within", !isChosen && this.isWithin(unit.at));
    row.classList.toggle("hit", this.isSearch && this.hits.includes(unit.at));
    row.style.transform = `translateY(${number * height}px)`;
    row.style.paddingInlineStart = `calc(${Math.min(unit.depth, 12)} * 1.1rem)`;
    const twist = document.createElement("span");
    twist.className = unit.below.length && !this.isSearch ? "twist" : "twist none";
    twist.setAttribute("aria-hidden", "true");
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.setAttribute("aria-hidden", "true");
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = unit.name;
    const level = document.createElement("span");
    level.className = "level";
    level.textContent = unit.level;
    row.title = unit.path;
    row.append(twist, mark, name, level);
    return row;
  }

  isWithin(at) {
    for (let up = this.units[at].parent; up >= 0; up = this.units[up].parent) if (this.chosen.has(up)) return true;
    return false;
  }

  clicked(event) {
    const row = event.target.closest(".row");
    if (!row) return;
    this.active = Number(row.dataset.number);
    const at = this.rows[this.active];
    this.box.focus({ preventScroll: true });
    if (event.target.closest(".twist:not(.none)")) this.turn(at, !this.open.has(at));
    else this.toggle(at);
  }

  // A unit already holds everything below it: choosing one takes away what it holds and what holds it.
  toggle(at) {
    const next = new Set(this.chosen);
    if (next.has(at)) next.delete(at);
    else {
      for (const other of this.chosen) if (this.holds(at, other) || this.holds(other, at)) next.delete(other);
      next.add(at);
    }
    this.choose(next);
  }

  holds(above, at) {
    for (let up = this.units[at].parent; up >= 0; up = this.units[up].parent) if (up === above) return true;
    return false;
  }

  choose(next) {
    this.chosen = next;
    this.draw();
    this.tell();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.send([...this.chosen].map((at) => this.units[at].id));
    }, PENDING_MS);
  }

  turn(at, isOpen) {
    if (isOpen) this.open.add(at);
    else this.open.delete(at);
    this.arrange();
  }

  go(number) {
    this.active = Math.max(0, Math.min(this.rows.length - 1, number));
    const height = this.rowHeight();
    const top = this.active * height;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    const bottom = top + height - this.box.clientHeight;
    if (bottom > this.box.scrollTop) this.box.scrollTop = bottom;
    this.draw();
  }

  searched() {
    this.box.scrollTop = 0;
    this.arrange();
    this.go(this.active);
  }

  keyInSearch(event) {
    event.stopPropagation();
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.box.focus();
    } else if (event.key === "Enter" && this.isSearch && this.hits.length) {
      event.preventDefault();
      this.toggle(this.rows[this.active]);
    } else if (event.key === "Escape" && this.find.value) {
      this.find.value = "";
      this.searched();
    }
  }

  key(event) {
    if (!this.rows.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.rows[this.active];
    const unit = this.units[at];
    const isOpen = this.isSearch || this.open.has(at);
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.rowHeight()) - 1);
    const moves = {
      ArrowDown: () => this.go(this.active + 1),
      ArrowUp: () => (this.active === 0 ? this.find.focus() : this.go(this.active - 1)),
      PageDown: () => this.go(this.active + page),
      PageUp: () => this.go(this.active - page),
      Home: () => this.go(0),
      End: () => this.go(this.rows.length - 1),
      ArrowRight: () => {
        if (!unit.below.length) return;
        if (isOpen) this.go(this.active + 1);
        else this.turn(at, true);
      },
      ArrowLeft: () => {
        if (unit.below.length && isOpen && !this.isSearch) this.turn(at, false);
        else if (unit.parent >= 0) this.go(this.rows.indexOf(unit.parent));
      },
      " ": () => this.toggle(at),
      Enter: () => this.toggle(at),
      "*": () => {
        for (const each of unit.parent < 0 ? this.rows : this.units[unit.parent].below) this.open.add(each);
        this.arrange();
      },
    };
    if (moves[event.key]) {
      event.preventDefault();
      event.stopPropagation();
      moves[event.key]();
    } else if (event.key.length === 1) {
      // Typing in the tree goes on in the search.
      this.find.focus();
    }
  }

  leave() {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
      this.send([...this.chosen].map((at) => this.units[at].id));
    }
  }
}
