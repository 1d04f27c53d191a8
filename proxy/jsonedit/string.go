package jsonedit

import (
	"encoding/binary"
	"math/bits"
)

// block is how many bytes of a string are looked at at once: as many as a word has bits.
const block = 64

// window is a block and what may stand behind it: the rest of an escape or of a
// character that begins in it.
type window [block + 8]byte

// marks looks at a block. Bit i of stop is set when byte i is a quote, a backslash
// or a control byte, and only then; high is not 0 when there is anything but ASCII.
//
// The code in a chat has an escape every ten to twenty bytes. Going from one to the
// next with a branch for each word costs a wrong guess of the processor each time;
// with the marks of a whole block there is one a block. That takes two fifths off
// Check for 200 KB of code. A loop instead of the words by hand costs a tenth.
func marks(p *window) (stop, high uint64) {
	a, b, c, d, e, f, g, h := words(p)
	none := together(noStop(a), noStop(b), noStop(c), noStop(d), noStop(e), noStop(f), noStop(g), noStop(h))
	return ^none, (a | b | c | d | e | f | g | h) & eachHigh
}

// noStop marks, of eight bytes, those that are no stop. In each of them the high
// bit tells: without it a byte is below 128, so that no sum carries into the next
// one. Xor with 2 brings the quote (0x22) right behind the control bytes and moves
// the space away.
func noStop(x uint64) uint64 {
	ascii := x &^ eachHigh
	notControl := (ascii ^ 0x02*eachOne) + (0x80-0x21)*eachOne
	notBackslash := (ascii ^ '\\'*eachOne) + 0x7f*eachOne
	return highBits(notControl&notBackslash | x)
}

// highBits gives the high bits of eight bytes as one byte: the product collects
// them in the highest byte.
func highBits(x uint64) uint64 { return (x & eachHigh) * 0x0002040810204081 >> 56 }

func words(p *window) (a, b, c, d, e, f, g, h uint64) {
	le := binary.LittleEndian
	return le.Uint64(p[0:8]), le.Uint64(p[8:16]), le.Uint64(p[16:24]), le.Uint64(p[24:32]),
		le.Uint64(p[32:40]), le.Uint64(p[40:48]), le.Uint64(p[48:56]), le.Uint64(p[56:64])
}

// together makes one word of eight bytes.
func together(a, b, c, d, e, f, g, h uint64) uint64 {
	return a | b<<8 | c<<16 | d<<24 | e<<32 | f<<40 | g<<48 | h<<56
}

// checkString reads a string from behind its opening quote to behind its closing one.
func checkString(data []byte, i int) (next int, what string) {
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
	return checkLong(data, i)
}

func checkLong(data []byte, i int) (next int, what string) {
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
			if c := p[k+1]; !short[c] && (c != 'u' || escapeLen(data[i+k:]) == 0) {
				return i + k, badEscape
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

// everyOther gives the first, third and so on bit of each run of bits. In a string
// without a fault a run of stops consists of escapes of two stops, \" and \\, and
// at its end perhaps a backslash that escapes a letter. So these are where the
// escapes begin, whatever else they show to be is the end of the string or a
// fault, and no escape has to wait for the one before it to be read.
// (The subtraction is simdjson's, for runs of backslashes.)
func everyOther(runs uint64) uint64 {
	const odd = 0xaaaaaaaaaaaaaaaa
	return (((runs<<1 | odd) - runs) ^ odd) & runs
}

// characters checks that what is not ASCII in a block is UTF-8 (RFC 3629), from
// byte begun to byte end: wrong is where it is not, or end. begun and over are how
// many bytes of a character stand behind the block before and behind this one.
//
// Only these characters are visited. A text that has some is checked in half the
// time that utf8.Valid takes, one of no others in two thirds of it.
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
