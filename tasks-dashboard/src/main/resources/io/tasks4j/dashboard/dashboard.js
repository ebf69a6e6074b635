"use strict";
// Everything works without this script. It keeps pages up to date, and adds keys.

const base = document.body.dataset.base;
const EVERY = 2000;
const SLOWEST = 60000;

// Live pages

let pause = EVERY;
let paused = false;
let timer = 0;
let current = null;

function isBusy(region) {
  const selection = document.getSelection();
  return region.contains(document.activeElement) && document.activeElement.matches("button, input, select, summary, pre, .graph")
    || region.querySelector("input:checked, details[open]") !== null
    || (selection !== null && !selection.isCollapsed && region.contains(selection.anchorNode));
}

function say(state, text) {
  const pace = document.getElementById("pace");
  if (pace !== null) {
    pace.dataset.state = state;
    pace.textContent = text;
  }
}

// What has just been clicked keeps the focus, though its row is a new one.
function replace(region, fresh) {
  const focused = region.contains(document.activeElement) ? document.activeElement : null;
  const href = focused !== null ? focused.getAttribute("href") : null;
  const at = rowAt();
  region.replaceChildren(...fresh.childNodes);
  if (href !== null) {
    region.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
  }
  if (at >= 0) {
    mark(at, false);
  }
}

async function refresh() {
  const region = document.querySelector("[data-live]");
  if (region === null || paused || document.hidden || isBusy(region)) {
    again(EVERY);
    return;
  }
  const started = performance.now();
  current = new AbortController();
  const limit = setTimeout(() => current.abort(), 15000);
  try {
    const response = await fetch(location.href, { signal: current.signal, headers: { Accept: "text/html" } });
    if (!response.ok) {
      throw new Error(String(response.status));
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById(region.id);
    if (fresh !== null && !isBusy(region)) {
      replace(region, fresh);
    }
    say("live", "live");
    // A store that takes long is asked less often.
    pause = Math.max(EVERY, 10 * (performance.now() - started));
  } catch (e) {
    say("away", "not up to date");
    pause = Math.min(SLOWEST, pause * 2);
  } finally {
    clearTimeout(limit);
  }
  again(pause);
}

function again(after) {
  clearTimeout(timer);
  timer = setTimeout(refresh, after);
}

function togglePause() {
  paused = !paused;
  say(paused ? "paused" : "live", paused ? "paused" : "live");
  if (!paused) {
    again(0);
  }
}

if (document.querySelector("[data-live]") !== null) {
  const pace = document.createElement("button");
  pace.id = "pace";
  pace.type = "button";
  pace.title = "Pause or go on (p)";
  pace.textContent = "live";
  pace.addEventListener("click", togglePause);
  document.querySelector("header").append(pace);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { again(0); } });
  again(EVERY);
}

// Selecting rows

const heads = document.querySelectorAll("th:first-child");
heads.forEach((head) => {
  const boxes = () => document.querySelectorAll("td.select input");
  if (boxes().length > 0) {
    const all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", "Select all rows");
    all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
    head.append(all);
  }
});

document.querySelectorAll(".search select").forEach((select) => {
  select.addEventListener("change", () => select.form.requestSubmit());
});

// Keys

const rows = () => [...document.querySelectorAll("tbody tr")];

function rowAt() {
  return rows().findIndex((row) => row.classList.contains("at"));
}

function mark(index, scroll) {
  const all = rows();
  if (all.length === 0) {
    return;
  }
  const to = Math.max(0, Math.min(all.length - 1, index));
  all.forEach((row, i) => row.classList.toggle("at", i === to));
  if (scroll) {
    all[to].scrollIntoView({ block: "nearest" });
    all[to].querySelector("a")?.focus({ preventScroll: true });
  }
}

function help() {
  let dialog = document.querySelector("dialog");
  if (dialog === null) {
    dialog = document.createElement("dialog");
    const title = document.createElement("h2");
    title.textContent = "Keys";
    const list = document.createElement("dl");
    const keys = [["j k", "next and previous row"], ["Enter", "open the row"], ["x", "select the row"],
      ["n", "older tasks"], ["/", "search"], ["p", "pause, go on"], ["g o", "overview"], ["g q", "queues"],
      ["g t", "tasks"], ["g d", "dead letters"], ["g s", "schedules"], ["g w", "workers"], ["Esc", "close this"]];
    for (const [key, text] of keys) {
      const dt = document.createElement("dt");
      const dd = document.createElement("dd");
      for (const part of key.split(" ")) {
        const kbd = document.createElement("kbd");
        kbd.textContent = part;
        dt.append(kbd, " ");
      }
      dd.textContent = text;
      list.append(dt, dd);
    }
    dialog.append(title, list);
    document.body.append(dialog);
  }
  dialog.showModal();
}

let went = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), select, textarea")) {
    return;
  }
  const key = event.key;
  if (Date.now() - went < 1500 && key.length === 1) {
    went = 0;
    document.querySelector(`header nav a[data-key="${CSS.escape(key)}"]`)?.click();
    return;
  }
  if (key === "g") {
    went = Date.now();
  } else if (key === "j" || key === "k") {
    mark(rowAt() + (key === "j" ? 1 : -1), true);
  } else if (key === "x") {
    const box = rows()[rowAt()]?.querySelector("td.select input");
    if (box) {
      box.checked = !box.checked;
    }
  } else if (key === "n") {
    document.querySelector('a[data-key="n"]')?.click();
  } else if (key === "/") {
    event.preventDefault();
    document.querySelector('input[data-key="/"]')?.focus();
  } else if (key === "p") {
    togglePause();
  } else if (key === "?") {
    help();
  }
});
