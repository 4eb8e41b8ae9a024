const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']]

const operate: Readonly<Record<string, (left: number, right: number) => number>> = {
  '||': (left, right) => Number(left !== 0 || right !== 0),
  '&&': (left, right) => Number(left !== 0 && right !== 0),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<=': (left, right) => Number(left <= right),
  '>=': (left, right) => Number(left >= right),
  '<': (left, right) => Number(left < right),
  '>': (left, right) => Number(left > right),
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => Math.trunc(left / right),
  '%': (left, right) => left % right,
}

/** What `$((source))` is, with whole numbers; names that are not set count as 0, as does what cannot be read. */
export function evaluateArithmetic(source: string, lookUp: (name: string) => string): number {
  const tokens = source.match(/\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/%()<>!?:]/g) ?? []
  let at = 0
  const level = (depth: number): number => {
    const operators = levels[depth]
    if (!operators) return single()
    let left = level(depth + 1)
    for (let sign = tokens[at]; sign !== undefined && operators.includes(sign); sign = tokens[at]) {
      at += 1
      left = operate[sign]?.(left, level(depth + 1)) ?? 0
    }
    return left
  }
  const choice = (): number => {
    const test = level(0)
    if (tokens[at] !== '?') return test
    at += 1
    const yes = choice()
    at += 1
    const no = choice()
    return test === 0 ? no : yes
  }
  const single = (): number => {
    const token = tokens[at] ?? '0'
    at += 1
    if (token === '-') return -single()
    if (token === '+') return single()
    if (token === '!') return Number(single() === 0)
    if (token === '(') {
      const inside = choice()
      at += 1
      return inside
    }
    return Number.parseInt(/^\d/.test(token) ? token : lookUp(token) || '0', 10) || 0
  }
  return choice()
}
