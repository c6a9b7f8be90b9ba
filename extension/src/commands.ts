import type { Ctx } from './ctx.js';

type Handler = (ctx: Ctx, ...given: unknown[]) => Promise<void>;

/** The commands of the client itself. Those that act on a sprint are the server's: see SERVER_COMMANDS in protocol.ts. */
export const COMMANDS: Readonly<Record<string, Handler>> = {
  'dovetail.menu': (ctx) => ctx.showMenu(),
  'dovetail.restart': (ctx) => ctx.restart(),
  'dovetail.showLog': (ctx) => ctx.showLog(),
  'dovetail.chooseInterpreter': (ctx) => ctx.chooseInterpreter(),
  'dovetail.installDependencies': (ctx) => ctx.installDependencies(),
  'dovetail.openSprint': (ctx, uri) => ctx.openSprint(uri),
};
