// Draws what the figures carry in `data-chart`, and gives each its keys: t the table, c the CSV.

const page = document.getElementById("figures");
const dark = matchMedia("(prefers-color-scheme: dark)");
const drawn = new Map();
let engine;
let districts;

const numbers = new Intl.NumberFormat(document.documentElement.lang === "bn" ? "bn-BD" : "en-IN");

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function words() {
  const style = getComputedStyle(document.body);
  return { fontFamily: style.fontFamily, fontSize: 13, color: colour("--ink") };
}

function hatch() {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.fillStyle = colour("--card");
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = colour("--field-line");
  for (const from of [-8, 0, 8]) {
    pen.moveTo(from, 8);
    pen.lineTo(from + 8, 0);
  }
  pen.stroke();
  return { image: tile, repeat: "repeat" };
}

// Every how many labels one is written, so that they stand at even distances and never overlap;
// where there is room for few only the first and the last are.
export function labelStep(count, widest, room) {
  const fit = Math.floor(room / (widest + 16));
  return fit < 3 ? Math.max(1, count - 1) : Math.ceil(count / fit);
}

function widestOf(labels) {
  const pen = document.createElement("canvas").getContext("2d");
  const { fontSize, fontFamily } = words();
  pen.font = `${fontSize}px ${fontFamily}`;
  return Math.max(0, ...labels.map((label) => pen.measureText(label).width));
}

function trend({ labels, series }, place) {
  const widest = widestOf(labels);
  const besides = 8 + 96 + 40;
  const step = () => labelStep(labels.length, widest, place.clientWidth - besides);
  const isNarrow = step() >= labels.length - 1;
  const ends = isNarrow ? { alignMinLabel: "left", alignMaxLabel: "right" } : {};
  const tones = { received: colour("--brand"), disposed: colour("--due") };
  return {
    grid: { left: 8, right: 96, top: 16, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      formatter: (at) =>
        [at[0].name, ...at.map((one) => `${one.seriesName}: ${series[one.seriesIndex].spoken[one.dataIndex]}`)].join("\n"),
    },
    xAxis: { type: "category", data: labels, axisLabel: { ...words(), interval: (at) => at % step() === 0, ...ends } },
    yAxis: {
      type: "value",
      minInterval: 1,
      splitNumber: 3,
      axisLabel: { ...words(), color: colour("--ink-soft"), formatter: (value) => numbers.format(value) },
      splitLine: { lineStyle: { color: colour("--line") } },
    },
    series: series.map((one) => ({
      type: "line",
      name: one.name,
      data: one.values,
      symbol: one.tone === "disposed" ? "rect" : "circle",
      symbolSize: 5,
      lineStyle: { width: 2, type: one.tone === "disposed" ? "dashed" : "solid" },
      itemStyle: { color: tones[one.tone] },
      endLabel: {
        ...words(),
        show: true,
        color: tones[one.tone],
        formatter: () => `${one.name} ${one.spoken.at(-1)}`,
      },
      labelLayout: { moveOverlap: "shiftY" },
    })),
  };
}

function map({ regions }) {
  const few = hatch();
  const known = new Map(regions.map((region) => [region.code, region]));
  const fill = (region) => (region.class === null ? few : colour(`--seq-${region.class}`));
  return {
    tooltip: {
      renderMode: "richText",
      formatter: ({ name, data }) => (data ? `${data.label_text}: ${data.spoken}` : known.get(name)?.name ?? ""),
    },
    series: [
      {
        type: "map",
        map: "districts",
        nameProperty: "bbs_code",
        aspectScale: 0.92,
        top: 4,
        bottom: 4,
        selectedMode: false,
        label: { ...words(), show: false },
        itemStyle: { areaColor: few, borderColor: colour("--field-line"), borderWidth: 0.6 },
        emphasis: { label: { show: false }, itemStyle: { areaColor: colour("--due-tint") } },
        data: regions.map((region) => ({
          name: region.code,
          value: region.class,
          label_text: region.name,
          spoken: region.value,
          itemStyle: { areaColor: fill(region) },
          label: {
            show: region.is_named,
            formatter: `${region.name}\n${region.value}`,
            color: colour("--ink"),
            textBorderColor: colour("--card"),
            textBorderWidth: 3,
          },
        })),
      },
    ],
  };
}

async function load(needsMap) {
  engine ??= import(page.dataset.echarts);
  const echarts = await engine;
  if (needsMap) {
    districts ??= fetch(page.dataset.districts).then((answer) => answer.json());
    echarts.registerMap("districts", await districts);
  }
  return echarts;
}

async function draw(place) {
  const chart = JSON.parse(place.dataset.chart);
  const echarts = await load(chart.kind === "map");
  if (!place.isConnected) return;
  const instance = drawn.get(place) ?? echarts.init(place, null, { devicePixelRatio: Math.max(devicePixelRatio, 2) });
  drawn.set(place, instance);
  const quiet = { animation: false, textStyle: words() };
  instance.setOption({ ...quiet, ...(chart.kind === "map" ? map(chart) : trend(chart, place)) }, true);
  place.dataset.drawn = "yes";
  sizes.observe(place);
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) drawn.get(target)?.resize();
});

function drawWhatIsNew() {
  for (const [place, instance] of drawn) {
    if (place.isConnected) continue;
    sizes.unobserve(place);
    instance.dispose();
    drawn.delete(place);
  }
  for (const place of page.querySelectorAll("[data-chart]:not([data-drawn])")) {
    place.dataset.drawn = "soon";
    draw(place);
  }
}

function onKey(event) {
  const figure = event.target.closest?.(".figure");
  const isTyping = event.target.closest?.("input, select, textarea");
  if (!figure || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.toLowerCase() === "t") {
    const table = figure.querySelector(".figure-table");
    table.open = !table.open;
  } else if (event.key.toLowerCase() === "c") {
    figure.querySelector(".figure-csv").click();
  }
}

function tellOfFailure({ target }) {
  if (!target.matches?.(".figure.is-loading")) return;
  const link = target.querySelector("a").cloneNode();
  link.textContent = page.dataset.again;
  target.querySelector("p").replaceChildren(page.dataset.failed, " ", link);
  target.setAttribute("aria-busy", "false");
}

if (page) {
  page.addEventListener("htmx:response:error", tellOfFailure);
  page.addEventListener("htmx:error", tellOfFailure);
  new MutationObserver(drawWhatIsNew).observe(page, { childList: true, subtree: true });
  drawWhatIsNew();
  page.addEventListener("keydown", onKey);
  dark.addEventListener("change", () => drawn.forEach((_, place) => draw(place)));
  document.fonts.ready.then(() => drawn.forEach((_, place) => draw(place)));
  addEventListener("beforeprint", () => {
    for (const table of page.querySelectorAll(".figure-table")) table.open = true;
  });
}
