// What can no longer be taken back is no longer offered.
const offer = document.querySelector(".undo");

if (offer) {
  setTimeout(() => {
    const wasFocused = offer.contains(document.activeElement);
    offer.remove();
    if (wasFocused) document.querySelector("main").focus();
  }, offer.dataset.seconds * 1000);
}
