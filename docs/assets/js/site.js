// Everything the site's pages run, as one module that the build bundles.
// @ts-check

import { absolute } from "./absolute.js";
import { addresses } from "./addresses.js";
import { MethodologyCalculator } from "./calculator.js";
import { afterFirstPaint, Engine } from "./engine.js";
import { PageForms } from "./forms-of-page.js";
import { FrameworkComparison } from "./frameworks.js";
import { openByKeyboard } from "./keyboard.js";
import { loadWhenMet } from "./later.js";
import { keepForOffline } from "./offline.js";
import { followPaths, ReadingPath } from "./reading-path.js";
import { explainTerms } from "./terms.js";
import { warmOnIntent } from "./warm.js";

// elements take their content in when they are defined, and labels must be there to be named, so the page must be whole by then
function begin() {
  customElements.define("framework-comparison", FrameworkComparison);
  customElements.define("methodology-calculator", MethodologyCalculator);
  customElements.define("page-forms", PageForms);
  customElements.define("reading-path", ReadingPath);
  loadWhenMet(["check-list", "check-lists"], absolute(addresses.checklists));
  openByKeyboard();
}

// Python starts before the theme's own scripts have run, on pages that will need it
afterFirstPaint(() => document.querySelector("methodology-calculator") && Engine.get());
if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();
explainTerms();
warmOnIntent();
followPaths();
keepForOffline();
