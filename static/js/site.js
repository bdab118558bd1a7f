// Upgrades the drawn charts to Plotly, once each is seen and nothing else is to be done; on a phone
// only when asked. Without this file every page works: it adds hovering, and arrow keys along points.

const me = document.querySelector("script[data-plotly]");
const figures = [...document.querySelectorAll("[data-figure], [data-figure-src]")];
const narrow = matchMedia("(max-width: 40rem)");
const dark = matchMedia("(prefers-color-scheme: dark)");

// The colours in a figure are those of the light theme, and stand for the tokens of the style sheet.
const TOKENS = {
  "#073B78": "--committed", "#2E79BA": "--supportive", "#8CCBF2": "--conditional",
  "#DEDAD0": "--undecided", "#E4913F": "--sceptical", "#A33306": "--opposed",
  "#16202B": "--ink", "#5A6470": "--muted", "#E2DED5": "--rule", "#FCFBF8": "--paper",
  "#ECE8DF": "--band", "#8B867C": "--outline", "#B5AFA3": "--hatch", "#F3F0EA": "--panel",
  "#FFFFFF": "--committed-ink", "#FFFFFE": "--supportive-ink", "#101820": "--conditional-ink",
  "#101821": "--undecided-ink", "#101822": "--sceptical-ink", "#FFFFFD": "--opposed-ink",
};
// Milliseconds without a step: then nobody drags any more.
const REST = 250;
const CONFIG = {
  displayModeBar: false, showSendToCloud: false, plotlyServerURL: "", responsive: false,
  scrollZoom: false, doubleClick: false,
};

function load(tag, given) {
  return new Promise((done, failed) => {
    const wanted = Object.assign(document.createElement(tag), given);
    wanted.onload = done;
    wanted.onerror = () => { wanted.remove(); failed(new Error(`not loaded: ${given.id}`)); };
    document.head.append(wanted);
  });
}

// Its style sheet first, under the names by which the library knows that it need not write its own into
// the page, which the policy forbids. Neither holds up the first paint. What failed may be tried again.
let library;
function loadPlotly() {
  library ??= load("link", {
    id: "plotly.js-style-global", className: "no-inline-styles", rel: "stylesheet",
    href: me.dataset.plotlyStyle,
  }).then(() => load("script", { id: "plotly.js", src: me.dataset.plotly }))
    .then(() => window.Plotly)
    .catch((error) => { library = undefined; throw error; });
  return library;
}

function themed(text) {
  const style = getComputedStyle(document.documentElement);
  return text.replace(/#[0-9A-F]{6}\b/g, (hex) =>
    TOKENS[hex] ? style.getPropertyValue(TOKENS[hex]).trim() : hex);
}

function themedFigure(value) {
  if (Array.isArray(value)) return value.map(themedFigure);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) =>
      // Words of articles stay as they are, also where one looks like a colour.
      [key, key === "text" ? one : themedFigure(one)]));
  }
  return typeof value === "string" ? themed(value) : value;
}

const sources = new Map();
function readSource(host) {
  const { figure, figureSrc } = host.dataset;
  if (!sources.has(host)) {
    sources.set(host, figure
      ? Promise.resolve(JSON.parse(document.getElementById(figure).textContent))
      : readFile(figureSrc));
  }
  return sources.get(host);
}

async function readFile(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

async function readFigure(host) {
  const figure = themedFigure(await readSource(host));
  figure.layout.width = host.clientWidth;
  figure.layout.height ??= host.clientHeight;
  figure.layout.font.family = getComputedStyle(document.body).fontFamily;
  if (narrow.matches && figure.layout.xaxis.tickvals) {
    const { xaxis, yaxis, margin } = figure.layout;
    xaxis.tickvals = xaxis.tickvals.filter((_, n) => n % 2 === 0);
    xaxis.ticktext = xaxis.ticktext.filter((_, n) => n % 2 === 0);
    if (yaxis.ticktext) {
      yaxis.ticktext = yaxis.ticktext.map((word) => word.split(" ").pop());
      margin.l = 26;
      margin.r = 6;
    }
  }
  return figure;
}

async function draw(host) {
  const [plotly, { data, layout }] = await Promise.all([loadPlotly(), readFigure(host)]);
  let plot = host.querySelector(".figure__plot");
  const first = !plot;
  if (first) {
    plot = document.createElement("div");
    plot.className = "figure__plot";
    plot.setAttribute("aria-hidden", "true");
    host.append(plot);
    host.classList.add("is-live");
  }
  await plotly.react(plot, data, layout, CONFIG);
  if (first) {
    plot.on("plotly_click", ({ points }) => follow(host, points[0]));
    host.dataset.live = "yes";
  }
  if (host.dataset.figureSrc && step) step();
}

// A point leads to its evidence below, a country of the map to where its drawing leads.
function follow(host, point) {
  const [id, target] = point.customdata ?? [];
  const code = point.data?.meta?.code;
  if (target && document.querySelector(target)) location.hash = target;
  else if (target) location.href = `/stances/${id}/`;
  else if (code) location.href = host.querySelector(`[data-code="${code}"]`).closest("a").href;
}

// The slider of the map: the states of all countries on all its days came with the page.
let step;
function prepareSlider(slider) {
  const { days, words, states, marks, names, lines } =
    JSON.parse(document.getElementById(slider.dataset.slider).textContent);
  const range = slider.querySelector("input");
  const open = slider.querySelector("a");
  const map = document.querySelector(".figure.map");
  const tally = document.getElementById("map-tally");
  const address = new URL(open.href);
  const started = range.value;
  const kept = (at) => {
    const asOf = address.searchParams.get("as_of");
    return `?${new URLSearchParams(asOf ? { at, as_of: asOf } : { at })}`;
  };

  function colour(now) {
    for (const shape of map.querySelectorAll("[data-code]")) {
      const mark = marks[now[shape.dataset.code]];
      const kind = shape.classList[0];
      const dot = shape.classList.contains("region-dot") ? " region-dot" : "";
      shape.setAttribute("class", `${kind}${dot} ${mark.key}`);
      if (kind === "region-glyph") shape.textContent = mark.glyph;
      const title = shape.parentNode.querySelector?.("title");
      if (title && kind === "region") title.textContent = `${names[shape.dataset.code]}: ${mark.word}`;
    }
  }

  function count(now) {
    const groups = Object.groupBy
      ? Object.groupBy(Object.keys(now), (code) => now[code])
      : Object.keys(now).reduce((all, code) => ((all[now[code]] ??= []).push(code), all), {});
    tally.replaceChildren(...Object.keys(marks).filter((letter) => groups[letter]).map((letter) => {
      const mark = marks[letter];
      const row = document.createElement("li");
      const pill = Object.assign(document.createElement("span"), { className: `pill ${mark.key}` });
      const glyph = Object.assign(document.createElement("span"), { textContent: mark.glyph });
      glyph.setAttribute("aria-hidden", "true");
      pill.append(glyph, ` ${mark.word}`);
      const number = Object.assign(document.createElement("b"), { textContent: groups[letter].length });
      const who = Object.assign(document.createElement("span"), { className: "tally__names" });
      if (mark.key !== "no-evidence") {
        groups[letter].forEach((code, n) => {
          const link = Object.assign(document.createElement("a"), { textContent: names[code] });
          link.href = lines[code] + kept(days[range.value]);
          who.append(n ? ", " : "", link);
        });
      }
      row.append(pill, number, who);
      return row;
    }));
  }

  function recolour(now) {
    const plot = map.querySelector(".figure__plot");
    if (!map.dataset.live || !plot?.data) return;
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    const traces = plot.data.map((trace, n) => [trace, n]).filter(([trace]) => trace.meta?.code);
    const keys = traces.map(([trace]) => marks[now[trace.meta.code]].key);
    const shapes = { stale: "/", contested: "x", declined: "-", "no-evidence": "." };
    const shown = [...map.querySelectorAll(".region-glyph:not(.no-evidence)")];
    // The last trace holds the glyphs; what is undefined stays. One call: each draws all anew.
    const none = traces.map(() => undefined);
    window.Plotly.restyle(plot, {
      fillcolor: [...keys.map((key) => (shapes[key] ? read("--paper") : read(`--${key}`))), undefined],
      "fillpattern.shape": [...keys.map((key) => shapes[key] ?? ""), undefined],
      text: [
        ...traces.map(([trace], n) => `${names[trace.meta.code]}: ${marks[now[trace.meta.code]].word}`),
        shown.map((one) => one.textContent),
      ],
      x: [...none, shown.map((one) => +one.getAttribute("x"))],
      y: [...none, shown.map((one) => +one.getAttribute("y"))],
      "textfont.color": [...none, shown.map((one) => getComputedStyle(one).fill)],
    }, [...traces.map(([, n]) => n), plot.data.length - 1]);
  }

  // Plotly draws every country anew at any change: too slow under a moving hand. Meanwhile the drawing
  // of the server shows the steps, and Plotly follows once the hand rests.
  let resting;
  function showThenFollow(now) {
    if (!map.dataset.live) return;
    map.classList.add("is-moving");
    clearTimeout(resting);
    resting = setTimeout(() => {
      recolour(now);
      map.classList.remove("is-moving");
    }, REST);
  }

  step = () => {
    if (range.value === started && !slider.dataset.moved) return;
    slider.dataset.moved = "yes";
    const n = Number(range.value);
    const now = Object.fromEntries(Object.entries(states).map(([code, line]) => [code, line[n]]));
    slider.querySelector("output").textContent = words[n];
    range.setAttribute("aria-valuetext", words[n]);
    address.searchParams.set("at", days[n]);
    open.href = address;
    colour(now);
    count(now);
    showThenFollow(now);
    history.replaceState(null, "", address);
  };
  range.addEventListener("input", step);
  slider.hidden = false;
}

// On a phone a chart comes alive when asked; it says that it is coming, and when it does not come.
function ask(host) {
  const button = document.createElement("button");
  button.className = "button figure__ask";
  button.textContent = host.dataset.ask;
  button.addEventListener("click", () => {
    button.disabled = true;
    button.textContent = me.dataset.loading;
    host.setAttribute("aria-busy", "true");
    draw(host).then(() => button.remove(), () => {
      sources.delete(host);
      host.querySelector(".figure__plot")?.remove();
      host.classList.remove("is-live");
      button.disabled = false;
      button.textContent = me.dataset.failed;
    }).finally(() => host.removeAttribute("aria-busy"));
  });
  host.append(button);
}

function waitUntilSeen() {
  const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
  let queue = Promise.resolve();
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      // One at a time: the page stays quick under the hand.
      // Where it cannot be had, the drawing stays, which says the same.
      queue = queue.then(() => new Promise((next) => idle(() => draw(target).then(next, next))));
    }
  }, { rootMargin: "200px" });
  for (const host of figures) seen.observe(host);
}

function walkPoints(event) {
  const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  const point = event.target.closest?.(".point");
  if (event.key === "Escape" && point) point.blur();
  if (!step || !point) return;
  const points = [...point.closest("svg.drawing").querySelectorAll(".point")];
  points[points.indexOf(point) + step]?.focus();
  event.preventDefault();
}

// The cells of the matrix under the arrow keys: the next one in that direction that leads somewhere.
function walkCells(event) {
  const cell = event.target.closest?.(".matrix a.cell");
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!cell || !step) return;
  const rows = [...cell.closest("tbody").rows];
  let row = rows.indexOf(cell.closest("tr"));
  let column = cell.closest("td").cellIndex;
  do {
    row += step[0];
    column += step[1];
    const next = rows[row]?.cells[column];
    if (!next) break;
    const link = next.querySelector("a.cell");
    if (link) { link.focus(); break; }
  } while (true);
  event.preventDefault();
}

function closeTooltips(event) {
  if (event.key !== "Escape") return;
  for (const host of figures) {
    if (host.dataset.live) window.Plotly.Fx.unhover(host.querySelector(".figure__plot"));
  }
}

function redraw() {
  for (const host of figures) if (host.dataset.live) draw(host);
}

// A drawing as PNG, made here from the SVG with its source printed in, twice as fine.
async function savePng(event) {
  event.preventDefault();
  const picture = new Image();
  picture.src = event.currentTarget.href;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.width * 2;
  canvas.height = picture.height * 2;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = new URL(picture.src).pathname.split("/").slice(2).join("-").replace(".svg", ".png");
  link.click();
}
for (const link of document.querySelectorAll("[data-png]")) {
  link.hidden = false;
  link.addEventListener("click", savePng);
}

let width = innerWidth;
let timer;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  clearTimeout(timer);
  timer = setTimeout(redraw, 120);
});
dark.addEventListener("change", redraw);
for (const listener of [walkPoints, walkCells, closeTooltips]) {
  document.addEventListener("keydown", listener);
}
for (const slider of document.querySelectorAll("[data-slider]")) prepareSlider(slider);
if (figures.length) {
  if (matchMedia("(hover: hover)").matches) addEventListener("load", waitUntilSeen);
  else figures.filter((host) => host.dataset.ask).forEach(ask);
}
