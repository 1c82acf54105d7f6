"use strict";
// Shows the entries that have every word typed, somewhere in their name, title, description, owner or tags.
{
  const query = document.getElementById("query");
  const found = document.getElementById("found");
  const entries = [...document.querySelectorAll(".entries > li")].map((item) => ({
    item,
    words: item.textContent.toLowerCase(),
  }));
  const sections = [...document.querySelectorAll("main > section")];

  const search = () => {
    const wanted = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { item, words } of entries) {
      item.hidden = !wanted.every((word) => words.includes(word));
      if (!item.hidden) ++count;
    }
    for (const section of sections) section.hidden = !section.querySelector(".entries > li:not([hidden])");
    found.textContent = wanted.length === 0 ? "" : count === 0 ? "nothing found" : `${count} found`;
  };

  document.getElementById("search").hidden = false;
  query.addEventListener("input", search);
  query.addEventListener("keydown", (event) => {
    const first = document.querySelector(".entries > li:not([hidden]) a");
    if (event.key === "Enter" && query.value.trim() !== "" && first) first.click();
    if (event.key !== "Escape") return;
    query.value = "";
    search();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || document.activeElement === query) return;
    event.preventDefault();
    query.focus();
  });
  search();  // a browser that goes back keeps what was typed
}
