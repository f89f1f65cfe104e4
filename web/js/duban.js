// The one script. Every page works without it; each part looks for its own mark-up and else stays idle.
// No words in here: what is said to people comes from data attributes, so that both languages hold.
// start() is for the page as a whole and runs once; look() is for what main holds, and runs again when swap exchanged it.

import { start as busy } from './busy.js';
import { start as confirm } from './confirm.js';
import { start as files } from './files.js';
import { look as find } from './find.js';
import { look as geo } from './geo.js';
import { start as keys } from './keys.js';
import { look as near } from './near.js';
import { look as pages, start as paper } from './pages.js';
import { look as list, start as rows } from './rows.js';
import { start as swap } from './swap.js';

function look() {
	list();
	geo();
	near();
	find();
	pages();
}

document.documentElement.classList.add('js');
confirm();   // before busy: a refused question must not lock the button
busy();
rows();
keys();
files();
paper();
swap(look);
look();
