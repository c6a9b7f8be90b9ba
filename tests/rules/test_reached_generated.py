"""Clients that are generated of a description of the API, whose types are contracts: services, hooks around them, aliases of the build."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A thing that is sold. */
export interface Item { id: string; title: string }
/** A page of things. */
export interface Items { data: Item[]; count: number }
/** What a new thing needs. */
export interface ItemCreate { title: string }
/** A page of whatever there is. */
export type Paged<T> = { limit: number; more: boolean } & T;
/** A page of things, as the second version of the service gives it. */
export interface ItemsPage extends Paged<{ items: Item[] }> {}
"""
FILES = {
    "contracts/shop.contract.ts": CONTRACT,
    "web/api-gen/requests/types.gen.ts": """
import type { Item, Items, ItemCreate } from "../../../contracts/shop.contract";
export * from "../../../contracts/shop.contract";
export type ListItemsData = { skip?: number };
export type ListItemsResponse = Items;
export type CreateItemData = { requestBody: ItemCreate };
export type CreateItemResponse = Item;
""",
    "web/api-gen/requests/services.gen.ts": """
import type { CancelablePromise } from "./core/CancelablePromise";
import { request as __request } from "./core/request";
import type { CreateItemData, CreateItemResponse, ListItemsData, ListItemsResponse } from "./types.gen";
export class ItemsService {
  public static listItems(data: ListItemsData = {}): CancelablePromise<ListItemsResponse> {
    return __request(OpenAPI, { method: "GET", url: "/items", query: { skip: data.skip } });
  }
  public static createItem(data: CreateItemData): CancelablePromise<CreateItemResponse> {
    return __request(OpenAPI, { method: "POST", url: "/items", body: data.requestBody });
  }
}
""",
    "packages/sdk/src/index.d.ts": """
import type { Item, ItemCreate, ItemsPage } from "../../../contracts/shop.contract";
export declare class Items {
  private client;
  constructor(client: string);
  list(query?: { limit?: number }): Promise<ItemsPage>;
  create(body: ItemCreate): Promise<Item>;
}
export interface Search {
  find(by: ItemCreate): Promise<Item>;
  find(by: { id: string }): Promise<ItemsPage>;
}
declare class Sdk { items: Items; search: Search }
export default Sdk;
""",
    "web/src/hooks.ts": """
import { useQuery } from "@tanstack/react-query";
import { sdk } from "./sdk";
export const useItems = (limit: number) => {
  const { data, ...rest } = useQuery({ queryKey: ["items", limit], queryFn: () => sdk.items.list({ limit }) });
  return { ...data, ...rest };
};
""",
    "web/src/guards.ts": """
export function isSpecial(value: unknown): value is { oops: string } { return true; }
""",
    "web/src/sdk.ts": 'import Sdk from "@acme/sdk";\nexport const sdk = new Sdk();\n',
    "web/api-gen/requests/core/CancelablePromise.ts": "export class CancelablePromise<T> implements Promise<T> {}\n",
    "web/api-gen/queries/common.ts": """
import { ItemsService } from "../requests/services.gen";
export type ListItemsDefaultResponse = Awaited<ReturnType<typeof ItemsService.listItems>>;
export type CreateItemResult = Awaited<ReturnType<typeof ItemsService.createItem>>;
""",
    "web/api-gen/queries/queries.ts": """
import { UseMutationOptions, UseQueryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { ItemsService } from "../requests/services.gen";
import { ItemCreate } from "../requests/types.gen";
import * as Common from "./common";
export const useListItems = <TData = Common.ListItemsDefaultResponse, TError = unknown>(
  { skip }: { skip?: number } = {}, options?: Omit<UseQueryOptions<TData, TError>, "queryKey">
) => useQuery<TData, TError>({ queryKey: ["items", skip], queryFn: () => ItemsService.listItems({ skip }) as TData, ...options });
export const useCreateItem = <TData = Common.CreateItemResult, TError = unknown, TContext = unknown>(
  options?: Omit<UseMutationOptions<TData, TError, { requestBody: ItemCreate }, TContext>, "mutationFn">
) => useMutation<TData, TError, { requestBody: ItemCreate }, TContext>({
  mutationFn: ({ requestBody }) => ItemsService.createItem({ requestBody }) as unknown as Promise<TData>, ...options });
""",
    "web/api-gen/queries/index.ts": 'export * from "./common";\nexport * from "./queries";\n',
    "web/src/queries/other.ts": "export const other = 1;\n",
}
HEAD = """
import { useQuery } from "@tanstack/react-query";
import { useCreateItem, useListItems } from "api/queries";
import { ItemsService } from "api/requests/services.gen";
import type { Item } from "api/requests/types.gen";
import { sdk } from "./sdk";
import { useItems } from "./hooks";
import { listItems } from "next/items";
import { isSpecial } from "./guards";
"""


def found(body: str) -> list[str]:
    files = {**FILES, "web/src/use.tsx": f"{HEAD}\nexport async function use(item: Item) {{\n{body}\n}}\n"}
    findings = [f for f in check(snapshot_as_written(files)) if f.rule in ("unknown-property", "missing-property")]
    assert {f.path for f in findings} <= {"web/src/use.tsx"}
    return [f.message.split("`")[1] for f in findings]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("item.oops;", ["oops"]),
        ("const page = await ItemsService.listItems({ skip: 0 }); page.oops; page.data[0].wrong;", ["oops", "wrong"]),
        ("const { data } = useQuery({ queryFn: () => ItemsService.listItems() }); data?.oops;", ["oops"]),
        ("const { data } = useListItems({ skip: 1 }); data?.oops; data?.data.map((one) => one.wrong);", ["oops", "wrong"]),
        ("const { data } = useListItems<Item>(); data?.count;", ["count"]),
        ("const { mutate } = useCreateItem(); mutate({ requestBody: { tilte: '' } });", ["tilte"]),
        ("useCreateItem({ onSuccess: (made) => made.oops });", ["oops"]),
        ("const page = await sdk.items.list({ limit: 1 }); page.oops; page.items[0].wrong;", ["oops", "wrong"]),
        ("const { items, moer, isError } = useItems(1);", ["moer"]),
        ("const { items, isPending } = useItems(1); items?.map((one) => one.wrong);", ["wrong"]),
        ("void sdk.items.create({ title: '', oops: 1 });", ["oops"]),
        ("void ItemsService.createItem({ requestBody: { title: '', oops: 1 } });", ["oops"]),
    ],
)  # fmt: skip
def test_what_is_not_there(body: str, names: list[str]) -> None:
    assert [n for n in found(body) if n != "title"] == names


@pytest.mark.parametrize(
    "body",
    [
        "item.title; const page = await ItemsService.listItems(); page.data[0].id;",
        "const { data } = useListItems(); data?.count; data?.data[0].title;",
        "const { data } = useListItems<{ other: string }>(); data?.other;",
        "const page = await sdk.items.list(); page.items[0].title; page.limit; page.more;",
        "const { items, more, isPending, isError, error } = useItems(1); items?.map((one) => one.title);",
        "if (isSpecial(item)) { item.oops; }",
        "const page = await sdk.search.find({ id: '' }); page.items;",
        "const page = await listItems(); page.oops;",
        "useCreateItem({ onSuccess: (made) => made.id }).mutate({ requestBody: { title: '' } });",
    ],
)
def test_what_is_there_or_not_known(body: str) -> None:
    assert found(body) == []
