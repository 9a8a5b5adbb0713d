#!/usr/bin/env node
import { runProgram } from '../command/command.ts';
import { hideExperimentalWarnings, onRecentNode } from '../command/node-version.ts';
import { programOf } from '../command/program.ts';
import { commands } from './commands.ts';

/** `partner-action`: every command, each by its name. */
hideExperimentalWarnings();
await runProgram(onRecentNode(programOf('partner-action', commands)));
