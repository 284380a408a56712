declare module "railroad-diagrams" {
  /** Part of a diagram. */
  export interface Item {
    toString(): string;
  }
  const railroad: {
    Diagram(...items: Item[]): Item;
    Sequence(...items: Item[]): Item;
    Choice(normal: number, ...items: Item[]): Item;
    Optional(item: Item): Item;
    OneOrMore(item: Item, separator?: Item): Item;
    ZeroOrMore(item: Item, separator?: Item): Item;
    Terminal(text: string, link?: string): Item;
    NonTerminal(text: string, link?: string): Item;
  };
  export default railroad;
}
