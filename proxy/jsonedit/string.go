package jsonedit

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// block is how many bytes of a string are looked at at once: as many as a word has bits.
const block = 64

// marks looks at a block of a string. Bit i of stop is set when byte i is a
// quote, a backslash or a control byte, and only then; seen is all bytes or'ed,
// and tells whether there is anything but ASCII.
//
// The code in a chat has an escape every twenty bytes. Going from one to the
// next with a branch for each word costs a wrong guess of the processor each
// time; with the marks of a whole block there is one a block. That takes a
// quarter off Check for 200 KB of chat with umlauts, two fifths without, or where
// the strings are full of escapes.
func marks(p *[block]byte) (stop, seen uint64) {
	for i := block - 8; i >= 0; i -= 8 {
		x := binary.LittleEndian.Uint64(p[i:])
		stop = stop<<8 | mark(x)
		seen |= x
	}
	return stop, seen
}

// mark does the same for eight bytes. In each of them the high bit tells: without
// it a byte is below 128, so that no sum carries into the next one. Xor with 2
// brings the quote (0x22) right behind the control bytes and moves the space
// away. The product collects the eight bits in the highest byte.
func mark(x uint64) uint64 {
	ascii := x &^ eachHigh
	notControl := (ascii ^ 0x02*eachOne) + (0x80-0x21)*eachOne
	notBackslash := (ascii ^ '\\'*eachOne) + 0x7f*eachOne
	return (^(notControl&notBackslash | x) & eachHigh) * 0x0002040810204081 >> 56
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
	var last [block]byte
	text := -1 // where the first block begins that is not all ASCII
	for {
		p := &last
		if len(data)-i >= block {
			p = (*[block]byte)(data[i:])
		} else if i < len(data) {
			copy(last[:], data[i:]) // control bytes stand behind it
			clear(last[len(data)-i:])
		} else {
			return len(data), badEnd
		}
		stop, seen := marks(p)
		if seen&eachHigh != 0 && text < 0 {
			text = i
		}
		next := i + block
		for stop != 0 {
			k := bits.TrailingZeros64(stop)
			at := i + k
			switch {
			case p[k&(block-1)] == '\\':
				if at+1 < len(data) && short[data[at+1]] {
					stop &^= 3 << k
					next = max(next, at+2)
					break
				}
				n := escapeLen(data[at:])
				if n == 0 {
					return at, badEscape
				}
				stop &^= (1<<n - 1) << k
				next = max(next, at+n)
			case at >= len(data):
				return len(data), badEnd
			case data[at] != '"':
				return at, badControl
			default:
				if text >= 0 && text < at && !utf8.Valid(data[text:at]) {
					return text + firstInvalid(data[text:at]), badUTF8
				}
				return at + 1, ""
			}
		}
		i = next
	}
}

// short holds the bytes that make an escape of two bytes.
var short = [256]bool{'"': true, '\\': true, '/': true, 'b': true, 'f': true, 'n': true, 'r': true, 't': true}
