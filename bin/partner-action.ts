#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsFromSource } from '../command/call.ts';
import { runProgram } from '../command/command.ts';
import { hideExperimentalWarnings, onRecentNode } from '../command/node-version.ts';
import { programOf } from '../command/program.ts';
import { commands } from './commands.ts';

/** Compiled, this file lies one folder deeper in its package. */
const manifest = join(import.meta.dirname, runsFromSource ? '..' : '../..', 'package.json');
const readVersion = (): string => JSON.parse(readFileSync(manifest, 'utf8')).version;

/** `partner-action`: every command, each by its name. */
hideExperimentalWarnings();
await runProgram(onRecentNode(programOf('partner-action', commands, readVersion)));
