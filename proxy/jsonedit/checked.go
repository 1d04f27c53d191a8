package jsonedit

import (
	"errors"
	"math"
)

// ErrNoObject is the error of ParseChecked for a valid text that is no object.
var ErrNoObject = errors.New("not a JSON object")

// ParseChecked validates raw as Check does, with its errors, and makes o the
// object in it as Parse does, both in one pass. A valid text that is no object
// gives ErrNoObject. After an error o is an empty object without a source.
func (o *Object) ParseChecked(raw Raw, maxDepth int) error {
	o.reset()
	if uint64(len(raw)) > math.MaxUint32 {
		return tooLong
	}
	start := skipSpace(raw, 0)
	if start == len(raw) || raw[start] != '{' {
		if err := Check(raw, maxDepth); err != nil {
			return err
		}
		return ErrNoObject
	}
	o.whole = true
	if err := check(raw, maxDepth, o); err != nil {
		o.reset()
		return err
	}
	o.src, o.open, o.tail = raw, start+1, start+1
	if n := len(o.members); n > 0 {
		o.tail = int(o.members[n-1].valueEnd)
	}
	return nil
}

// MayHaveSurrogates is false when ParseChecked saw that no string of the text has an
// escape of a surrogate, \ud800 to \udfff, of which half a character may stand
// alone: the grammar allows it, and programs that want UTF-8 choke on it.
func (o *Object) MayHaveSurrogates() bool { return !o.whole }

// What check met of the members at the top: the offset behind "{" or ",", the
// key, and where its value begins; the end of the value; the comma behind it.
func (o *Object) begin(start, key, keyEnd, value int) {
	o.members = append(o.members, member{start: uint32(start), key: uint32(key), keyEnd: uint32(keyEnd), value: uint32(value)})
}

func (o *Object) end(i int) {
	if n := len(o.members); n > 0 { // none in an empty object
		o.members[n-1].valueEnd, o.members[n-1].end = uint32(i), uint32(i)
	}
}

func (o *Object) comma(i int) { o.members[len(o.members)-1].end = uint32(i) }
