"""Vuex: modules and stores whose types say what their state is. What is committed and mapped by names is not told here."""

_VUEX = """\
import { InjectionKey } from "vue";

export interface ActionContext<S, R> {
  state: S; rootState: R; getters: unknown; rootGetters: unknown; commit: unknown; dispatch: unknown;
}
export type GetterTree<S, R> = Record<string, (state: S, getters: unknown, rootState: R, rootGetters: unknown) => unknown>;
export type MutationTree<S> = Record<string, (state: S, payload: unknown) => void>;
export type ActionTree<S, R> = Record<string, (context: ActionContext<S, R>, payload: unknown) => unknown>;
export interface Module<S, R> {
  namespaced?: boolean; state?: S & (() => S); getters?: GetterTree<S, R>; mutations?: MutationTree<S>; actions?: ActionTree<S, R>;
}
export interface Store<S> { state: S; getters: unknown; commit: unknown; dispatch: unknown; replaceState(state: S): void }
export function createStore<S>(options: Module<S, S>): Store<S>;
export function useStore<S>(key?: InjectionKey<Store<S>>): Store<S>;
"""

MODULES = {"vuex": _VUEX}
