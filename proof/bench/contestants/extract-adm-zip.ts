import AdmZip from 'adm-zip';
import { argument } from './argument.ts';

new AdmZip(argument(0), { noSort: true }).extractAllTo(argument(1));
