/** A piece of a word. Quoted pieces are neither split nor globbed. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'parameter'
      readonly name: string
      readonly operator: string
      readonly operand: readonly Part[]
      readonly quoted: boolean
    }
  | { readonly kind: 'command'; readonly source: string; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly source: string; readonly quoted: boolean }

export type ShellWord = readonly Part[]

/** `<` `>` `>>` `<>` take a file, `<&` `>&` a descriptor, `<<` the text itself. */
export interface Redirect {
  readonly descriptor: number
  readonly operator: '<' | '>' | '>>' | '<&' | '>&' | '<<'
  readonly target: ShellWord
}

/** What the shell can be told. */
export type ShellNode =
  | {
      readonly kind: 'simple'
      readonly assignments: readonly { readonly name: string; readonly value: ShellWord }[]
      readonly words: readonly ShellWord[]
      readonly redirects: readonly Redirect[]
    }
  | { readonly kind: 'pipeline'; readonly commands: readonly ShellNode[]; readonly negated: boolean }
  | { readonly kind: 'and' | 'or'; readonly left: ShellNode; readonly right: ShellNode }
  | { readonly kind: 'list'; readonly items: readonly { readonly node: ShellNode; readonly background: boolean }[] }
  | { readonly kind: 'group' | 'subshell'; readonly body: ShellNode; readonly redirects: readonly Redirect[] }
  | {
      readonly kind: 'if'
      readonly branches: readonly { readonly test: ShellNode; readonly body: ShellNode }[]
      readonly otherwise?: ShellNode
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'for'
      readonly name: string
      readonly words?: readonly ShellWord[]
      readonly body: ShellNode
      readonly redirects: readonly Redirect[]
    }
  | { readonly kind: 'while' | 'until'; readonly test: ShellNode; readonly body: ShellNode; readonly redirects: readonly Redirect[] }
  | {
      readonly kind: 'case'
      readonly subject: ShellWord
      readonly branches: readonly { readonly patterns: readonly ShellWord[]; readonly body: ShellNode }[]
      readonly redirects: readonly Redirect[]
    }
  | { readonly kind: 'function'; readonly name: string; readonly body: ShellNode }

/** What the shell could not read. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError'
}
