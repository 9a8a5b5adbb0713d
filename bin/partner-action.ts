#!/usr/bin/env node
import { keepCompiled } from '../command/compile-cache.ts';

/** `partner-action`. What it is made of is loaded after Node was told to keep what it compiles. */
keepCompiled();
const { runPartnerAction } = await import('./commands.ts');
await runPartnerAction();
