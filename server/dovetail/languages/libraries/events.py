"""Emitters whose events have types: those of mitt, of Node, of its kin, and of sockets."""

_MITT = """\
export interface Emitter<E> {
  on<K extends keyof E>(name: K, handler: (event: E[K]) => void): void;
  off<K extends keyof E>(name: K, handler?: (event: E[K]) => void): void;
  emit<K extends keyof E>(name: K, event?: E[K]): void;
}
export default function mitt<E>(all?: unknown): Emitter<E>;
"""

# What everything that has events, or a socket, may be told besides.
_HEARD = """\
export interface Reserved {
  connect: unknown; connect_error: unknown; disconnect: unknown; disconnecting: unknown; error: unknown; newListener: unknown;
  removeListener: unknown; reconnect: unknown; reconnect_attempt: unknown; reconnect_error: unknown; reconnect_failed: unknown;
  ping: unknown;
}
export interface Heard<L> extends L, Reserved {}
"""
_METHODS = """\
  on<K extends keyof Heard<E>>(name: K, handler: (a: Heard<E>[K]["[0]"], b: Heard<E>[K]["[1]"]) => void): this;
  once<K extends keyof Heard<E>>(name: K, handler: (a: Heard<E>[K]["[0]"], b: Heard<E>[K]["[1]"]) => void): this;
  off<K extends keyof Heard<E>>(name: K, handler: (a: Heard<E>[K]["[0]"], b: Heard<E>[K]["[1]"]) => void): this;
  addListener<K extends keyof Heard<E>>(name: K, handler: (a: Heard<E>[K]["[0]"], b: Heard<E>[K]["[1]"]) => void): this;
  removeListener<K extends keyof Heard<E>>(name: K, handler: (a: Heard<E>[K]["[0]"], b: Heard<E>[K]["[1]"]) => void): this;
  prependListener<K extends keyof Heard<E>>(name: K, handler: (a: Heard<E>[K]["[0]"], b: Heard<E>[K]["[1]"]) => void): this;
  emit<K extends keyof E>(name: K, a?: E[K]["[0]"], b?: E[K]["[1]"]): boolean;
"""
_NODE = f"""\
{_HEARD}export class EventEmitter<E> {{
{_METHODS}}}
export default EventEmitter;
"""
_TYPED = f"""\
{_HEARD}export class TypedEmitter<E> {{
{_METHODS}}}
export default TypedEmitter;
"""

# L are the events that are listened to, E those that are sent.
_SENDS = """\
  emit<K extends keyof E>(name: K, a?: E[K]["[0]"], b?: E[K]["[1]"]): boolean;
"""
_LISTENS = """\
  on<K extends keyof Heard<L>>(name: K, handler: (a: Heard<L>[K]["[0]"], b: Heard<L>[K]["[1]"]) => void): this;
  once<K extends keyof Heard<L>>(name: K, handler: (a: Heard<L>[K]["[0]"], b: Heard<L>[K]["[1]"]) => void): this;
  off<K extends keyof Heard<L>>(name: K, handler: (a: Heard<L>[K]["[0]"], b: Heard<L>[K]["[1]"]) => void): this;
"""
_SOCKET = f"""\
{_HEARD}export interface Socket<L, E> {{
  broadcast: Socket<L, E>;
  volatile: Socket<L, E>;
  to(room: unknown): Socket<L, E>;
  in(room: unknown): Socket<L, E>;
  timeout(time: number): Socket<L, E>;
{_LISTENS}{_SENDS}}}
"""
_SERVER = f"""\
export class Server<L, E> {{
  constructor(...given: unknown[]);
  on(name: string, handler: (socket: Socket<L, E>) => void): this;
  to(room: unknown): Server<L, E>;
  in(room: unknown): Server<L, E>;
  except(room: unknown): Server<L, E>;
{_SENDS}}}
"""

MODULES = {
    "mitt": _MITT,
    "events": _NODE,
    "node:events": _NODE,
    "eventemitter3": _NODE,
    "typed-emitter": _TYPED,
    "tiny-typed-emitter": _TYPED,
    "socket.io": _SOCKET + _SERVER,
    "socket.io-client": _SOCKET,
}
