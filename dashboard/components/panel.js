// A panel in one element that stays where it is: what an answer says, its figures, how they are read and what can be
// done with it. Another slice changes words and drawings in place instead of mounting new ones, which is what most of
// the time between a click and its charts went into; what is the same is left alone. Drawings in sight come first, as
// many a turn as nobody notices, so that the page answers in between and is not painted anew for each.
const panels = new WeakMap();
const waiting = new Set();
const reader = new TextDecoder();
// A timer in a timer waits four milliseconds for nothing.
const soon = (task) => (globalThis.scheduler?.postTask ? scheduler.postTask(task) : setTimeout(task));
// Up to a tenth of a second a page seems to answer at once; one drawing takes some ten to forty.
const TURN_MILLISECONDS = 60;
let library = null;
let isScheduled = false;

// A button that waits for its file is off meanwhile and loses the focus to the page, where the dialog of a table does
// not hear the keyboard: Escape closes it all the same.
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || document.activeElement !== document.body) return;
  document.querySelector('[data-testid="stDialog"] button[aria-label="Close"]')?.click();
});

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let panel = panels.get(parentElement);
  if (!panel) {
    panel = new Panel(parentElement);
    panels.set(parentElement, panel);
  }
  panel.send = setTriggerValue;
  panel.take(reader.decode(data));
  // A run that is overtaken by the next one is cleaned up as well, while its place is still on the page.
  return () => parentElement.isConnected || panel.leave();
}

function plotly(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      library = null;
      script.remove();
      reject(new Error(`${address} did not load`));
    };
    document.head.appendChild(script);
  });
  return library;
}

function wait(plot) {
  waiting.add(plot);
  if (isScheduled) return;
  isScheduled = true;
  soon(drawNext);
}

function drawNext() {
  isScheduled = false;
  const end = performance.now() + TURN_MILLISECONDS;
  const far = new Map([...waiting].map((plot) => [plot, distance(plot)]));
  for (const [plot] of [...far].sort(([, one], [, other]) => one - other)) {
    waiting.delete(plot);
    plot.draw();
    if (performance.now() >= end) break;
  }
  if (waiting.size) {
    isScheduled = true;
    soon(drawNext);
  }
}

// How far a drawing is out of sight; all are measured before the first is drawn, which would have each measured anew.
function distance({ box }) {
  const { top, bottom } = box.getBoundingClientRect();
  return bottom < 0 ? -bottom : Math.max(0, top - window.innerHeight);
}

class Panel {
  constructor(root) {
    this.root = root.querySelector(".hy-panel");
    this.figures = this.root.querySelector(".hy-figures");
    this.written = "";
    this.parts = {};
    this.plots = [];
    this.root.querySelector(".hy-actions").addEventListener("click", (event) => {
      const { action } = event.target.closest("button")?.dataset ?? {};
      if (action) this.send("asked", action);
    });
  }

  take(written) {
    if (written === this.written) return;
    this.written = written;
    const data = JSON.parse(written);
    this.isSelectable = data.isSelectable;
    for (const [name, html] of Object.entries(data.parts)) this.say(name, html);
    this.figures.style.setProperty("--hy-columns", data.columns);
    while (this.plots.length > data.figures.length) this.plots.pop().leave();
    for (const [place, figure] of data.figures.entries()) {
      this.plots[place] ??= new Plot(this);
      this.plots[place].take(figure, data);
    }
  }

  // Every name in these words was made harmless on the server.
  say(name, html) {
    if (this.parts[name] === html) return;
    this.parts[name] = html;
    this.root.querySelector(`[data-part="${name}"]`).innerHTML = html;
  }

  leave() {
    for (const plot of this.plots) plot.leave();
  }
}

class Plot {
  constructor(panel) {
    this.panel = panel;
    this.place = document.createElement("div");
    this.place.innerHTML = '<p class="hy-kicker"></p><div class="hy-plot" role="figure"></div>';
    [this.name, this.box] = this.place.children;
    panel.figures.append(this.place);
    this.written = "";
    this.width = 0;
    this.isListening = false;
    // What is not on screen yet has no width, and is drawn once it has one.
    this.watch = new ResizeObserver(() => {
      const { width } = this.box.getBoundingClientRect();
      const isOther = this.drawn !== this.written || Math.abs(width - this.width) >= 1;
      if (this.written && width && isOther) wait(this);
    });
    this.watch.observe(this.box);
  }

  take({ name, label, written }, { library, missing }) {
    this.name.textContent = name;
    this.box.setAttribute("aria-label", label);
    if (written === this.written) return;
    this.written = written;
    this.figure = JSON.parse(written);
    this.box.style.minHeight = `${this.figure.layout.height ?? 0}px`;
    plotly(library).then(
      (drawing) => {
        this.drawing = drawing;
        wait(this);
      },
      (error) => {
        this.box.textContent = missing;
        console.error(error);
      },
    );
  }

  draw() {
    const { width } = this.box.getBoundingClientRect();
    if (!width || !this.drawing) return;
    const isOnlyWider = this.width && this.drawn === this.written;
    this.width = width;
    if (isOnlyWider) {
      this.drawing.relayout(this.box, { width });
      return;
    }
    this.drawn = this.written;
    // The library writes into what it draws: a figure that is drawn again at another width is read anew.
    const { data, layout, config } = this.figure ?? JSON.parse(this.written);
    this.figure = null;
    this.drawing.react(this.box, data, { ...layout, width }, config);
    if (this.isListening) return;
    this.isListening = true;
    this.box.on("plotly_click", (event) => this.chosen(event));
    this.box.on("plotly_selected", (event) => this.chosen(event));
  }

  chosen(event) {
    const points = event?.points ?? [];
    const ids = points.map((point) => point.customdata?.[0]).filter((id) => id !== undefined);
    if (ids.length && this.panel.isSelectable) this.panel.send("chosen", [...new Set(ids)]);
  }

  leave() {
    this.watch.disconnect();
    waiting.delete(this);
    if (this.drawn) this.drawing.purge(this.box);
    this.place.remove();
  }
}
