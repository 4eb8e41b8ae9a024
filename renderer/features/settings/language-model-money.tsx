import type { LanguageModel, ModelPrice } from '../../../shared/model/language-model.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'

/** What somebody typed about prices, as typed. */
export interface TypedMoney {
  readonly currency: string
  readonly perMillionIn: string
  readonly perMillionOut: string
  readonly monthlyLimit: string
}

type Money = { readonly price?: ModelPrice; readonly monthlyLimit?: number }

/** The prices of a model as they would be typed. */
export function typedMoney(model: LanguageModel | undefined): TypedMoney {
  return {
    currency: model?.price?.currency ?? 'EUR',
    perMillionIn: model?.price ? String(model.price.perMillionIn) : '',
    perMillionOut: model?.price ? String(model.price.perMillionOut) : '',
    monthlyLimit: model?.monthlyLimit === undefined ? '' : String(model.monthlyLimit),
  }
}

/** What was typed as numbers; what is wrong with it, in a sentence, where it is none. */
export function moneyIn(typed: TypedMoney): Money | { readonly wrong: string } {
  const [perMillionIn, perMillionOut, monthlyLimit] = [typed.perMillionIn, typed.perMillionOut, typed.monthlyLimit].map(amountIn)
  const amounts = [perMillionIn, perMillionOut, monthlyLimit]
  if (amounts.includes('wrong')) return { wrong: 'A price is a number from 0 to 10,000, such as 0.15.' }
  if (amounts.every(amount => amount === undefined)) return {}
  if (typeof perMillionIn !== 'number' || typeof perMillionOut !== 'number')
    return { wrong: 'Give both prices; without them nothing is known of what it costs.' }
  if (!/^[A-Z]{3}$/.test(typed.currency)) return { wrong: 'The currency has three letters, such as EUR.' }
  const price = { currency: typed.currency, perMillionIn, perMillionOut }
  return typeof monthlyLimit === 'number' ? { price, monthlyLimit } : { price }
}

/** What a model costs, as read at its provider, and the most that may be spent in a month. */
export function LanguageModelMoney({
  typed,
  wrong,
  onTyped,
}: {
  readonly typed: TypedMoney
  readonly wrong: string | undefined
  readonly onTyped: (typed: TypedMoney) => void
}) {
  const amount = (label: string, field: 'perMillionIn' | 'perMillionOut' | 'monthlyLimit', hint?: string) => (
    <Field label={label} hint={hint}>
      {({ invalid, ...control }) => (
        <Input
          {...control}
          invalid={invalid}
          className="w-40"
          inputMode="decimal"
          autoComplete="off"
          value={typed[field]}
          trailing={<span className="text-subtle-foreground text-xs">{typed.currency}</span>}
          onChange={event => onTyped({ ...typed, [field]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <>
      <Field label="Currency">
        {({ invalid, ...control }) => (
          <Input
            {...control}
            invalid={invalid}
            className="w-24"
            maxLength={3}
            autoComplete="off"
            value={typed.currency}
            onChange={event => onTyped({ ...typed, currency: event.target.value.toUpperCase() })}
          />
        )}
      </Field>
      {amount('A million tokens in', 'perMillionIn', 'As your provider says; MycoPod knows no prices.')}
      {amount('A million tokens out', 'perMillionOut')}
      {amount('At most in a month', 'monthlyLimit', 'Beyond it nothing is asked until the month ends.')}
      {wrong === undefined ? null : (
        <p role="alert" className="text-bad text-xs">
          {wrong}
        </p>
      )}
    </>
  )
}

function amountIn(typed: string): number | 'wrong' | undefined {
  if (typed.trim() === '') return undefined
  const amount = Number(typed.trim().replace(',', '.'))
  return amount >= 0 && amount <= 10_000 ? amount : 'wrong'
}
