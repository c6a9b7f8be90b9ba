"""React Native: its lists, and the screens of React Navigation."""

_LISTS = """\
export interface Shown<T> { item: T; index: number }
export type ListRenderItem<T> = (info: Shown<T>) => unknown;
export interface ListProps<T> {
  data: T[];
  renderItem: ListRenderItem<T>;
  keyExtractor: (item: T, index: number) => string;
}
export interface Sections<T> { data: T[] }
export interface SectionListProps<T> {
  sections: Sections<T>[];
  renderItem: ListRenderItem<T>;
  keyExtractor: (item: T, index: number) => string;
}
export function FlatList<T>(props: ListProps<T>): unknown;
export function VirtualizedList<T>(props: ListProps<T>): unknown;
export function SectionList<T>(props: SectionListProps<T>): unknown;
"""

_FLASH = """\
import { ListProps, Shown } from "react-native";
export type ListRenderItem<T> = (info: Shown<T>) => unknown;
export function FlashList<T>(props: ListProps<T>): unknown;
"""

_SCREENS = """\
export interface Navigation<P> {
  navigate<N extends keyof P>(name: N, params: P[N]): void;
  push<N extends keyof P>(name: N, params: P[N]): void;
  replace<N extends keyof P>(name: N, params: P[N]): void;
}
export interface RouteProp<P, K extends keyof P> { params: P[K] }
export interface NativeStackScreenProps<P, K extends keyof P> { route: RouteProp<P, K>; navigation: Navigation<P> }
export interface StackScreenProps<P, K extends keyof P> { route: RouteProp<P, K>; navigation: Navigation<P> }
export interface BottomTabScreenProps<P, K extends keyof P> { route: RouteProp<P, K>; navigation: Navigation<P> }
export interface NativeStackNavigationProp<P> { navigate<N extends keyof P>(name: N, params: P[N]): void }
export interface NavigationProp<P> { navigate<N extends keyof P>(name: N, params: P[N]): void }
"""

_HOOKS = """\
export function useRoute<R>(): R;
export function useNavigation<N>(): N;
"""

MODULES = {
    "react-native": _LISTS,
    "@shopify/flash-list": _FLASH,
    "@react-navigation/native": _SCREENS + _HOOKS,
    "@react-navigation/native-stack": _SCREENS,
    "@react-navigation/stack": _SCREENS,
    "@react-navigation/bottom-tabs": _SCREENS,
}
