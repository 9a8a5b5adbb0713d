#!/usr/bin/env node
import { keepCompiled } from '../command/compile-cache.ts';

/** `partner-action`: every command. Its modules are loaded after Node was told to keep what it compiles. */
keepCompiled();
const { runPartnerAction } = await import('./commands.ts');
await runPartnerAction();
