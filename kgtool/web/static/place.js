// The page in the other language opens at the same place.
const other = document.querySelector("a.language");
if (other) {
  const own = other.getAttribute("href").split("#")[0];
  const follow = () => other.setAttribute("href", own + location.hash);
  addEventListener("hashchange", follow);
  follow();
}
