package jsonedit

import "encoding/binary"

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

// not marks, of eight bytes, those that are not c, which is ASCII.
func not(x, c uint64) uint64 {
	return highBits((x&^eachHigh ^ c*eachOne) + 0x7f*eachOne | x)
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

// everyOther gives the first, third and so on bit of each run of bits. In a string
// without a fault a run of stops consists of escapes of two stops, \" and \\, and
// at its end perhaps a backslash that escapes a letter. So these are where the
// escapes begin, whatever else they show to be is the end of the string or a
// fault. So no escape has to wait for the one before it to be read, which takes a
// fifth off Check where the strings hold JSON themselves. (The subtraction is
// simdjson's, there for runs of backslashes.)
func everyOther(runs uint64) uint64 {
	const odd = 0xaaaaaaaaaaaaaaaa
	return (((runs<<1 | odd) - runs) ^ odd) & runs
}
