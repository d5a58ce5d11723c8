// A figure that stays where it is: another slice changes the drawing in place instead of mounting a new one, which is
// what most of the time between a click and its charts went into. Drawings in sight come first, one a turn, so that
// the page answers in between.
const plots = new WeakMap();
const waiting = new Set();
let library = null;
let isScheduled = false;

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let plot = plots.get(parentElement);
  if (!plot) {
    plot = new Plot(parentElement);
    plots.set(parentElement, plot);
  }
  plot.send = (ids) => setTriggerValue("chosen", ids);
  plot.take(data);
  // A run that is overtaken by the next one is cleaned up as well, while its place is still on the page.
  return () => parentElement.isConnected || plot.leave();
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
  setTimeout(drawNext);
}

function drawNext() {
  isScheduled = false;
  let next = null;
  let least = Infinity;
  for (const plot of waiting) {
    const { top, bottom } = plot.box.getBoundingClientRect();
    const far = bottom < 0 ? -bottom : Math.max(0, top - window.innerHeight);
    if (far < least) [next, least] = [plot, far];
  }
  if (!next) return;
  waiting.delete(next);
  next.draw();
  if (waiting.size) {
    isScheduled = true;
    setTimeout(drawNext);
  }
}

class Plot {
  constructor(root) {
    this.box = root.querySelector(".hy-plot");
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

  take(data) {
    this.box.setAttribute("aria-label", data.label);
    this.isSelectable = data.isSelectable;
    if (data.figure === this.written) return;
    this.written = data.figure;
    this.figure = JSON.parse(data.figure);
    this.box.style.minHeight = `${this.figure.layout.height ?? 0}px`;
    plotly(data.library).then(
      (drawing) => {
        this.drawing = drawing;
        wait(this);
      },
      (error) => {
        this.box.textContent = data.missing;
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
    if (ids.length && this.isSelectable) this.send([...new Set(ids)]);
  }

  leave() {
    this.watch.disconnect();
    waiting.delete(this);
    if (this.drawn) this.drawing.purge(this.box);
  }
}
