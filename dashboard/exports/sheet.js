// Lays one figure out as a sheet that stands by itself: finding, drawing, what the marks mean, footer. The same in a
// browser on the server and in the reader's own, so that a file looks alike wherever it was made. All text stays text.
const SIDE = 32;
const GAP = 20;
const CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f";
const PIECES = new RegExp(`[${CJK}]|\\s+|[^\\s${CJK}]+`, "gu");
const NEVER_FIRST = /^[，。、；：？！）》」』】〉％…·,.;:!?)%]/u;
const NEVER_LAST = /[（《「『【〈(]$/u;
const ruler = document.createElement("canvas").getContext("2d");

function escaped(text) {
  const marks = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // what XML knows no way to write is left out
  return String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (mark) => marks[mark]);
}

function widthOf(text, style) {
  ruler.font = `${style.weight} ${style.size}px ${style.fonts}`;
  return ruler.measureText(text).width;
}

// Lines no wider than they may be: Chinese breaks between letters but not before a comma or after an opening bracket.
function wrapped(text, width, style) {
  const lines = [];
  let line = "";
  const put = (piece) => {
    if (!line && !piece.trim()) return;
    if (widthOf(line + piece.trimEnd(), style) <= width || (line && NEVER_FIRST.test(piece) && piece.length === 1)) {
      line += piece;
      return;
    }
    if (line) {
      const opening = line.match(NEVER_LAST)?.[0] ?? "";
      lines.push(line.slice(0, line.length - opening.length).trimEnd());
      line = opening;
      put(piece);
      return;
    }
    for (const letter of piece) {
      if (line && widthOf(line + letter, style) > width) {
        lines.push(line);
        line = "";
      }
      line += letter;
    }
  };
  for (const piece of String(text).match(PIECES) ?? []) put(piece);
  if (line.trim()) lines.push(line.trimEnd());
  return lines;
}

// A drawing whose own names (what clips what) are not those of another on the same sheet.
function alone(drawn, number) {
  const whole = drawn.slice(drawn.indexOf("<svg"));
  return whole.replace(/\bid="([^"]+)"/g, `id="d${number}-$1"`).replace(/url\((['"]?)#/g, `url($1#d${number}-`).replace(/href="#/g, `href="#d${number}-`);
}

async function sheetOf(plotly, sheet) {
  const { look, width } = sheet;
  const inside = width - 2 * SIDE;
  const parts = [];
  let y = SIDE - 6;
  const write = (text, x, style, at = y) =>
    parts.push(
      `<text x="${x}" y="${at}" font-size="${style.size}" font-weight="${style.weight}" fill="${style.colour}">${escaped(text)}</text>`,
    );
  const block = (text, scale, weight, colour, leading = 1.45, broken = wrapped) => {
    const style = { size: Math.round(look.size * scale), weight, colour, fonts: look.fonts };
    for (const line of broken(text, inside, style)) {
      y += style.size * leading;
      write(line, SIDE, style);
    }
  };
  if (sheet.above) block(sheet.above, 1, 400, look.muted);
  block(sheet.title, 1.6, 600, look.ink, 1.3, balanced);
  y += 4;
  for (const sentence of sheet.said) block(sentence, 1, 400, look.muted);
  y += 14;
  const small = { size: Math.round(look.size * 0.9), weight: 400, colour: look.muted, fonts: look.fonts };
  const across = Math.min(sheet.columns, sheet.drawings.length) || 1;
  const share = Math.floor((inside - GAP * (across - 1)) / across);
  for (let first = 0; first < sheet.drawings.length; first += across) {
    const row = sheet.drawings.slice(first, first + across);
    const above = row.some((each) => each.of) ? small.size * 1.6 : 0;
    let tallest = 0;
    for (const [number, { of, data, layout }] of row.entries()) {
      const x = SIDE + number * (share + GAP);
      const height = Math.round(layout.height ?? 420);
      const shape = { width: share, height };
      if (of) write(wrapped(of, share, small)[0] ?? "", x, small, y + small.size);
      const drawn = await plotly.toImage({ data, layout: { ...layout, ...shape } }, { format: "svg", imageDataOnly: true, ...shape });
      parts.push(alone(drawn, parts.length).replace("<svg ", `<svg x="${x}" y="${Math.round(y + above)}" `));
      tallest = Math.max(tallest, above + height);
    }
    y += tallest + 6;
  }
  for (const line of sheet.key) {
    let x = SIDE;
    y += small.size * 1.6;
    for (const [words, isBand] of line) {
      const tint = isBand ? small.size * 1.6 : 0;
      const room = inside - tint;
      const pieces = wrapped(words, room, small);
      pieces.forEach((piece, number) => {
        const wide = tint * (number === 0) + widthOf(piece, small);
        if (number || (x > SIDE && x + wide > width - SIDE)) {
          x = SIDE;
          y += small.size * 1.6;
        }
        if (tint && number === 0) {
          parts.push(
            `<rect x="${x}" y="${y - small.size * 0.8}" width="${small.size * 1.2}" height="${small.size * 0.8}" fill="${look.band}" stroke="${look.muted}" stroke-width="0.5" stroke-dasharray="1 2"/>`,
          );
        }
        write(piece, x + tint * (number === 0), small);
        x += wide + 18;
      });
    }
  }
  y += 16;
  parts.push(`<path d="M${SIDE} ${Math.round(y) + 0.5}H${width - SIDE}" stroke="${look.rule}"/>`);
  y += 2;
  for (const fact of sheet.facts) block(fact, 0.85, 400, look.muted, 1.55);
  const height = Math.ceil(y + SIDE - 8);
  const told = Object.entries(sheet.told)
    .map(([name, words]) => `<huiyin:${name}>${escaped(words)}</huiyin:${name}>`)
    .join("");
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" lang="${sheet.language}" xml:lang="${sheet.language}" font-family="${escaped(look.fonts)}">` +
    `<title>${escaped(sheet.title)}</title><desc>${escaped(sheet.facts.join(" · "))}</desc>` +
    `<metadata><huiyin:sheet xmlns:huiyin="urn:huiyin:sheet">${told}</huiyin:sheet></metadata>` +
    `<rect width="100%" height="100%" fill="${look.paper}"/>${parts.join("")}</svg>`;
  return { svg, width, height };
}

// Lines of like length, as a heading wants them: as narrow as it may be without one line more.
function balanced(text, width, style) {
  const count = wrapped(text, width, style).length;
  let narrow = width;
  while (count > 1 && wrapped(text, narrow * 0.96, style).length === count) narrow *= 0.96;
  return wrapped(text, narrow, style);
}

async function pictureOf(svg, width, height, scale) {
  const image = new Image();
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = () => reject(new Error("the sheet could not be read as a picture"));
    image.src = address;
  });
  const canvas = document.createElement("canvas");
  canvas.width = width * scale;
  canvas.height = height * scale;
  const brush = canvas.getContext("2d");
  brush.scale(scale, scale);
  brush.drawImage(image, 0, 0, width, height);
  return canvas.toDataURL("image/png").split(",")[1];
}
