/** How sigs.k8s.io/yaml writes a float that is used as a key: Go's `FormatFloat(f, 'g', -1, 32)`. */
export function formatFloatKey(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '0', exponentText = '0'] = shortestSingle(single).split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) return withExponent(mantissa, exponent);
  return Number(`${mantissa}e${exponent}`).toString();
}

/** The fewest digits that give the same single-precision number again, in exponent form. */
function shortestSingle(single: number): string {
  for (let digits = 0; digits < 9; digits += 1) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return text;
  }
  return single.toExponential();
}

function withExponent(mantissa: string, exponent: number): string {
  const size = Math.abs(exponent).toString().padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}
