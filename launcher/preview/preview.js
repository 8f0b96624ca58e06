(() => {
  const host = document.querySelector("sparewheel-preview"), root = host.shadowRoot;
  const { base, page, is } = host.dataset, place = `sparewheel-preview ${page}`;
  const framed = window.top !== window, wide = matchMedia("(min-width: 75rem)");
  const part = name => root.querySelector(name);
  const asked = name => `${base}/_/${name}?page=${encodeURIComponent(page)}`;
  let events = null;

  function fitted() {
    const panel = part(".panel"), open = part("details")?.open;
    if (framed || !panel) return;
    document.documentElement.style.paddingRight = wide.matches && open ? "22rem" : "";
    document.body.style.paddingBottom = wide.matches ? "" : `${panel.offsetHeight + 16}px`;
  }

  function marked() {
    const marks = JSON.parse(part("#shell").dataset.marks);
    document.querySelectorAll(".sparewheel-mark").forEach(mark => mark.remove());
    for (const link of document.querySelectorAll("main a[href], nav a[href]")) {
      const there = new URL(link.href), label = marks[there.pathname.slice(base.length)];
      if (there.origin !== location.origin || !label) continue;
      const mark = document.createElement("span");
      mark.className = "sparewheel-mark"; mark.textContent = label;
      link.after(mark);
    }
  }

  function dressed() {
    const details = part("details");
    if (details) {
      const kept = localStorage.getItem("sparewheel-preview open");
      const wrong = part("#shell").className !== "" && innerWidth >= 768;
      details.open = kept ? kept === "yes" : wide.matches || wrong;
      part("summary").addEventListener("click", () => localStorage.setItem("sparewheel-preview open", details.open ? "no" : "yes"));
      details.addEventListener("toggle", fitted);
    }
    for (const button of root.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copied(button));
    marked(); fitted();
  }

  async function copied(button) {
    const text = button.dataset.copy;
    try { await navigator.clipboard.writeText(text) } catch {
      const area = document.createElement("textarea");
      area.value = text; document.body.append(area); area.select(); document.execCommand("copy"); area.remove();
    }
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  }

  async function refreshed() {
    const answer = await fetch(asked("panel"));
    if (!answer.ok) return;
    const top = part(".inside")?.scrollTop ?? 0;
    part("#shell").outerHTML = await answer.text();
    dressed();
    if (part(".inside")) part(".inside").scrollTop = top;
  }

  function told(other) {
    const note = part("#note"), link = note?.querySelector("a");
    if (!note) return;
    link.href = base + other.address; link.textContent = other.title; note.hidden = false;
  }

  function reload() {
    sessionStorage.setItem(place, String(scrollY));
    location.reload();
  }

  function listen() {
    events?.close();
    events = new EventSource(`${asked("events")}&is=${is}&panel=${part("#shell").dataset.is}`);
    events.addEventListener("open", () => host.classList.remove("ended"));
    events.addEventListener("error", () => host.classList.add("ended"));
    events.addEventListener("page", reload);
    events.addEventListener("panel", refreshed);
    events.addEventListener("other", event => told(JSON.parse(event.data)));
  }

  function here() {
    const kept = sessionStorage.getItem(place);
    sessionStorage.removeItem(place);
    dressed();
    if (kept !== null) scrollTo({ top: Number(kept), behavior: "instant" });
  }

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".sparewheel-mark { margin-inline-start: .5em; padding: .1em .5em; border-radius: 1em; background: #7a4a00; color: #fff; font: 600 .72rem/1.5 system-ui, sans-serif; white-space: nowrap; vertical-align: middle }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  if (framed) host.classList.add("framed");
  wide.addEventListener("change", fitted);
  document.addEventListener("DOMContentLoaded", here);
  document.addEventListener("visibilitychange", () => document.hidden ? events?.close() : listen());
  addEventListener("pageshow", () => document.hidden || listen());
  addEventListener("pagehide", () => events?.close());
})();
