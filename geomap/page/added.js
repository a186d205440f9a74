"use strict";
// For layers that a user added to the folium map in Python: folium's popups ask jQuery for one
// thing, and its markers want pictures; both are here, so that such a map needs no network.

(() => {
  /** jQuery's $("<div>...</div>")[0], as folium's popups write it. */
  const made = (markup) => {
    const box = document.createElement("template");
    box.innerHTML = String(markup).trim();
    return [box.content.firstElementChild];
  };
  if (!window.$) window.$ = made;
  delete L.Icon.Default.prototype._getIconUrl; // it looks for pictures beside a style sheet
  L.Icon.Default.mergeOptions(JSON.parse(document.getElementById("geomap-icons").textContent));
  // folium.Icon is a plugin's coloured pin; without the plugin Leaflet's own stands for it
  if (!L.AwesomeMarkers) L.AwesomeMarkers = { icon: () => new L.Icon.Default() };
})();
