"""Answers one request in a page of PyScript, in the main thread or a worker alike."""

from pyscript import document, window

from calculators.browser import answer

window.performance.mark("peer:ready")
reply = answer(window.request)
window.performance.mark("peer:result")
document.querySelector("pre").textContent = reply
