/** The entry of the page. */
import './base.css';
import './layout.css';
import './job-list.css';
import './job.css';
import './waterfall.css';
import './tabs.css';
import './artifacts.css';
import './tables.css';
import './form.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { begin } from './state.ts';

const page = document.getElementById('page');
if (page === null) throw new Error('The page has no place for its content');
begin();
render(<App />, page);
