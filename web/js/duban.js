// The one script. Every page works without it; each part looks for its own mark-up and else stays idle.
// No words in here: what is said to people comes from data attributes, so that both languages hold.

import { start as busy } from './busy.js';
import { start as confirm } from './confirm.js';
import { start as files } from './files.js';
import { start as find } from './find.js';
import { start as geo } from './geo.js';
import { start as keys } from './keys.js';
import { start as mask } from './mask.js';
import { start as near } from './near.js';
import { start as pages } from './pages.js';
import { start as rows } from './rows.js';

document.documentElement.classList.add('js');
confirm();   // before busy: a refused question must not lock the button
busy();
rows();
keys();
files();
geo();
mask();
near();
find();
pages();
