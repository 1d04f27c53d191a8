package jsonedit

import (
	"encoding/binary"
	"math/bits"
)

// checkString reads a string from behind its opening quote to behind its closing
// one. o, unless nil, is told of surrogates.
func checkString(data []byte, i int, o *Object) (next int, what string) {
	// Keys and roles are shorter than a block, and have no escapes.
	for near := i; near+8 <= len(data) && near < i+16; near += 8 {
		x := binary.LittleEndian.Uint64(data[near:])
		if m := special(x); m != 0 {
			n := bits.TrailingZeros64(m)
			if x>>(n-7)&0xff == '"' && x<<(71-n)&eachHigh == 0 {
				return near + n>>3 + 1, ""
			}
			break
		}
		if x&eachHigh != 0 {
			break
		}
	}
	return checkLong(data, i, o)
}

func checkLong(data []byte, i int, o *Object) (next int, what string) {
	var last window
	var escaped uint64 // 1 when the first byte of the block belongs to an escape
	begun, bad := 0, -1
	for ; ; i += block {
		p := &last
		if len(data)-i >= len(last) {
			p = (*window)(data[i:])
		} else if i < len(data) {
			copy(last[:], data[i:]) // control bytes stand behind it
			clear(last[len(data)-i:])
		} else {
			return len(data), badEnd
		}
		stop, high := marks(p)
		starts := everyOther(stop &^ escaped)
		escaped = starts >> (block - 1)
		end := block
		for ; starts != 0; starts &= starts - 1 {
			k := bits.TrailingZeros64(starts)
			if p[k] != '\\' {
				end = k
				break
			}
			if short[p[k+1]] {
				continue
			}
			if escapeLen(data[i+k:]) == 0 {
				return i + k, badEscape
			}
			if o != nil && data[i+k+2]|0x20 == 'd' && data[i+k+3] >= '8' {
				o.whole = false
			}
		}
		switch {
		case end == block:
		case i+end >= len(data):
			return len(data), badEnd
		case p[end] != '"':
			return i + end, badControl
		}
		if high != 0 && bad < 0 {
			var wrong int
			if begun, wrong = characters(p, begun, end); wrong < end {
				bad = i + wrong
			}
		}
		if end < block {
			if bad >= 0 {
				return bad, badUTF8
			}
			return i + end + 1, ""
		}
	}
}

// characters checks that what is not ASCII in a block is UTF-8 (RFC 3629), from
// byte begun to byte end: wrong is where it is not, or end. begun and over are how
// many bytes of a character stand behind the block before and behind this one.
//
// Only these characters are visited, which takes half the time of utf8.Valid, for
// code with umlauts as for Japanese.
func characters(p *window, begun, end int) (over, wrong int) {
	a, b, c, d, e, f, g, h := words(p)
	high := together(highBits(a), highBits(b), highBits(c), highBits(d), highBits(e), highBits(f), highBits(g), highBits(h))
	for k := begun; ; {
		high = high >> (k & (block - 1)) << (k & (block - 1))
		if k = bits.TrailingZeros64(high); k >= end {
			return 0, end
		}
		for k < block && p[k] >= 0x80 {
			switch c := binary.LittleEndian.Uint32(p[k : k+4]); {
			case c&0xc0c0f0 == 0x8080e0 && c&0x200f != 0 && c&0x200f != 0x200d: // not overlong, no surrogate
				k += 3
			case c&0xc0e0 == 0x80c0 && c&0x1e != 0: // not overlong
				k += 2
			case c&0xc0c0c0f8 == 0x808080f0 && (c&7<<2|c>>12&3)-1 < 16: // not overlong, not above U+10FFFF
				k += 4
			default:
				return 0, k
			}
		}
		if k >= block {
			return k - block, end
		}
	}
}

// short holds the bytes that make an escape of two bytes.
var short = [256]bool{'"': true, '\\': true, '/': true, 'b': true, 'f': true, 'n': true, 'r': true, 't': true}
