// Where the server has no browser of its own: PNG and SVG made here, laid out by the same sheet.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const place = parentElement.querySelector(".hy-actions");
  place.replaceChildren();
  for (const [kind, label] of Object.entries(data.labels)) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.kind = kind;
    button.textContent = label;
    button.addEventListener("click", async () => {
      const { svg, width, height } = await sheetOf(await drawingLibrary(data.library), data.sheet);
      const address =
        kind === "svg"
          ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
          : `data:image/png;base64,${await pictureOf(svg, width, height, 2)}`;
      const link = document.createElement("a");
      link.href = address;
      link.download = `${data.name}.${kind}`;
      link.click();
      setTriggerValue("made", kind);
    });
    place.append(button);
  }
}

function drawingLibrary(address) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(`${address} did not load`));
    document.head.appendChild(script);
  });
}
