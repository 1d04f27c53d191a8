package jsonedit

import (
	"bytes"
	"iter"
	"math"
)

// Object is a JSON object split into its members, one level deep. It keeps the
// text it was parsed from, which must not change while the Object is in use.
// Values that Get gives are parts of that text. An Object must not be copied,
// and is for one goroutine.
type Object struct {
	src     Raw
	open    int // offset behind "{"
	tail    int // offset behind the last value: white space, "}", white space
	changed bool
	whole   bool // see MayHaveSurrogates
	members []member
	edits   []edit

	// Room for an ordinary request, so that an Object is one allocation.
	smallMembers [16]member
	smallEdits   [8]edit
}

// member is a member's place in the source. Offsets of 32 bits, because a
// hostile 64 MiB body can have 13 million members.
type member struct {
	start           uint32 // behind "{" or ","
	key, keyEnd     uint32 // with quotes; keyEnd is 0 for a member that Set added
	value, valueEnd uint32
	end             uint32 // in front of ",", or the end of the last value
	edit            uint32 // index into edits plus 1, 0 for an untouched member
}

var tooLong = &SyntaxError{0, "text of more than 4 GiB"}

// ParseObject splits an object. The error is a *SyntaxError.
func ParseObject(raw Raw) (*Object, error) {
	o := new(Object)
	if err := o.Parse(raw); err != nil {
		return nil, err
	}
	return o, nil
}

// Parse makes o the object in raw, and forgets what it was. After an error o is
// an empty object without a source; its Bytes are nil.
func (o *Object) Parse(raw Raw) error {
	end, err := o.parse(raw)
	if err != nil {
		return err
	}
	if i := skipSpace(raw, end); i < len(raw) {
		o.reset()
		return faultAt(raw, i)
	}
	o.src = raw
	return nil
}

// parse is Parse for an object behind which something else may stand: from end on.
func (o *Object) parse(raw Raw) (end int, err error) {
	o.reset()
	if uint64(len(raw)) > math.MaxUint32 {
		return 0, tooLong
	}
	i := skipSpace(raw, 0)
	if i == len(raw) || raw[i] != '{' {
		return 0, faultAt(raw, i)
	}
	i++
	open, tail := i, i
	for more := false; ; more = true {
		start := i
		if !more {
			if i = skipSpace(raw, i); i < len(raw) && raw[i] == '}' {
				break
			}
		}
		key, keyEnd, value, valueEnd, fault := scanMember(raw, start)
		if fault >= 0 {
			o.reset()
			return 0, faultAt(raw, fault)
		}
		o.members = append(o.members, member{
			start: uint32(start), key: uint32(key), keyEnd: uint32(keyEnd),
			value: uint32(value), valueEnd: uint32(valueEnd), end: uint32(valueEnd),
		})
		i = skipSpace(raw, valueEnd)
		if i < len(raw) && raw[i] == ',' {
			o.members[len(o.members)-1].end = uint32(i)
			i++
			continue
		}
		tail = valueEnd
		break
	}
	if i == len(raw) || raw[i] != '}' {
		o.reset()
		return 0, faultAt(raw, i)
	}
	o.src, o.open, o.tail = raw[:i+1:i+1], open, tail
	return i + 1, nil
}

// reset makes o an empty object without a source.
func (o *Object) reset() {
	clear(o.edits) // lets go of the values
	o.src, o.open, o.tail, o.changed, o.whole = nil, 0, 0, false, false
	if o.members == nil {
		o.members, o.edits = o.smallMembers[:], o.smallEdits[:]
	}
	o.members, o.edits = o.members[:0], o.edits[:0]
}

// Len is the number of members, duplicates included.
func (o *Object) Len() int { return len(o.members) }

// Get gives the value of the first member with the key. Keys are compared
// decoded and by case: "Model" is not "model".
func (o *Object) Get(key string) (Raw, bool) {
	for i := range o.members {
		if o.is(i, key) {
			return o.value(i), true
		}
	}
	return nil, false
}

// Count is the number of members with the key: more than 1 is a duplicate, which
// two programs may read differently.
func (o *Object) Count(key string) int {
	n := 0
	for i := range o.members {
		if o.is(i, key) {
			n++
		}
	}
	return n
}

// Keys gives the decoded keys in order, duplicates included. The object must not
// be edited meanwhile.
func (o *Object) Keys() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range o.members {
			if !yield(o.key(i)) {
				return
			}
		}
	}
}

// Members is All for text that passed Check, without a string for each key: it is
// valid up to the next one.
func (o *Object) Members() iter.Seq2[[]byte, Raw] {
	return func(yield func([]byte, Raw) bool) {
		for i := range o.members {
			if !yield(o.keyBytes(i), o.value(i)) {
				return
			}
		}
	}
}

// All gives the decoded keys and the values in order, duplicates included. The
// object must not be edited meanwhile.
func (o *Object) All() iter.Seq2[string, Raw] {
	return func(yield func(string, Raw) bool) {
		for i := range o.members {
			if !yield(o.key(i), o.value(i)) {
				return
			}
		}
	}
}

func (o *Object) is(i int, key string) bool {
	m := &o.members[i]
	if m.edit > 0 && o.edits[m.edit-1].hasKey {
		return o.edits[m.edit-1].key == key
	}
	return sameText(o.src[m.key+1:m.keyEnd-1], key)
}

func (o *Object) key(i int) string {
	m := &o.members[i]
	if m.edit > 0 && o.edits[m.edit-1].hasKey {
		return o.edits[m.edit-1].key
	}
	s, _ := String(o.src[m.key:m.keyEnd])
	return s
}

// keyBytes is key without an allocation for keys without escapes.
func (o *Object) keyBytes(i int) []byte {
	m := &o.members[i]
	if m.edit > 0 && o.edits[m.edit-1].hasKey {
		return []byte(o.edits[m.edit-1].key)
	}
	if key := o.src[m.key+1 : m.keyEnd-1]; bytes.IndexByte(key, '\\') < 0 {
		return key
	}
	return []byte(o.key(i))
}

func (o *Object) value(i int) Raw {
	m := &o.members[i]
	if m.edit > 0 && o.edits[m.edit-1].hasValue {
		return o.edits[m.edit-1].value
	}
	return o.src[m.value:m.valueEnd:m.valueEnd]
}
