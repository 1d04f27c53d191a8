package jsonedit

import (
	"bytes"
	"math"
	"strings"
)

// edit is what takes the place of a member's key or value, or both.
type edit struct {
	key              string
	value            Raw
	hasKey, hasValue bool
}

// Set gives the key one value: in the place of its first member, further ones
// are gone; or as a new member at the end. The value must be the text of one
// JSON value; it is kept, not copied. Setting what is already there changes
// nothing.
func (o *Object) Set(key string, value Raw) {
	for i := range o.members {
		if !o.is(i, key) {
			continue
		}
		if !bytes.Equal(o.value(i), value) {
			e := o.edit(i)
			e.value, e.hasValue = value, true
		}
		o.remove(i+1, key)
		return
	}
	o.members = append(o.members, member{})
	e := o.edit(len(o.members) - 1)
	*e = edit{key: utf8Key(key), value: value, hasKey: true, hasValue: true}
}

// Once leaves, of several members with the key, the last one's value: the one
// that encoding/json, JavaScript and Python read.
func (o *Object) Once(key string) {
	last := -1
	for i := range o.members {
		if !o.is(i, key) {
			continue
		}
		if last >= 0 {
			o.keepLast(key)
			return
		}
		last = i
	}
}

func (o *Object) keepLast(key string) {
	for i := len(o.members) - 1; ; i-- {
		if o.is(i, key) {
			o.Set(key, o.value(i))
			return
		}
	}
}

// Delete takes out all members with the key.
func (o *Object) Delete(key string) { o.remove(0, key) }

// DeleteFunc takes out all members whose key drop wants to have gone. The key is
// decoded, and valid during the call only.
func (o *Object) DeleteFunc(drop func(key []byte) bool) {
	kept := 0
	for i := range o.members {
		if drop(o.keyBytes(i)) {
			continue
		}
		o.members[kept] = o.members[i]
		kept++
	}
	if kept < len(o.members) {
		o.members, o.changed = o.members[:kept], true
	}
}

// Rename gives all members with the key old the key new, in their places. Members
// that had the key new before are gone. Without a member old nothing happens.
func (o *Object) Rename(old, new string) {
	if old == new || o.Count(old) == 0 {
		return
	}
	o.remove(0, new)
	for i := range o.members {
		if o.is(i, old) {
			e := o.edit(i)
			e.key, e.hasKey = utf8Key(new), true
		}
	}
}

// Changed reports whether Bytes differ from the text that was parsed.
func (o *Object) Changed() bool { return o.changed }

// Bytes gives the object's text: the very slice that was parsed when nothing
// changed, else a new one in which untouched members, and the white space in
// front of each, are spelled as they were.
func (o *Object) Bytes() Raw {
	if !o.changed {
		return o.src
	}
	return o.into(nil, o.size())
}

// into is Bytes of an object of at most size bytes into room, if that is large enough.
func (o *Object) into(room []byte, size int) Raw {
	if cap(room) < size {
		room = make([]byte, 0, size)
	}
	return o.Append(room[:0])
}

// Append appends Bytes to dst.
func (o *Object) Append(dst []byte) []byte {
	w := writer{text: dst, large: math.MaxInt}
	if !o.changed {
		w.add(o.src)
	} else {
		o.write(&w)
	}
	return w.text
}

// Pieces is Bytes without the copy: what is large stays where it is, in the text
// that was parsed or in the value that was set. Of a chat whose parameters have
// changed only these are written, which takes a quarter off a request of 200 KB.
//
// What is small is put into room, as far as that goes; its content is lost.
func (o *Object) Pieces(room []byte) []Raw {
	if !o.changed {
		return []Raw{o.src}
	}
	if size := o.size(); size < 4<<10 {
		return []Raw{o.into(room, size)}
	}
	var own struct { // one allocation, where a chat has no more pieces than usual
		text   [256]byte
		pieces [6]Raw
	}
	w := writer{text: own.text[:0], pieces: own.pieces[:0], large: 2 << 10}
	o.write(&w)
	w.cut()
	return w.pieces
}

// size is at least the length of Bytes, but for the escapes of new keys.
func (o *Object) size() int {
	size := o.open + len(o.src) - o.tail
	for i := range o.members {
		m := &o.members[i]
		size += int(m.end-m.start) + 2
		if m.edit > 0 {
			e := &o.edits[m.edit-1]
			size += len(e.key) + 2
			if e.hasValue {
				size += len(e.value) - int(m.valueEnd-m.value)
			}
		}
	}
	return size
}

// writer joins texts. Those of large bytes or more become pieces of their own.
type writer struct {
	text   []byte
	large  int
	pieces []Raw
}

func (w *writer) add(text []byte) {
	if len(text) < w.large {
		w.text = append(w.text, text...)
		return
	}
	w.cut()
	w.pieces = append(w.pieces, text[:len(text):len(text)])
}

// cut makes a piece of the text so far.
func (w *writer) cut() {
	if n := len(w.text); n > 0 {
		w.pieces = append(w.pieces, w.text[:n:n])
		w.text = w.text[n:]
	}
}

func (o *Object) write(w *writer) {
	w.add(o.src[:o.open])
	for i := range o.members {
		if i > 0 {
			w.text = append(w.text, ',')
		}
		m := &o.members[i]
		if m.edit == 0 {
			w.add(o.src[m.start:m.end])
			continue
		}
		w.add(o.src[m.start:m.key])
		if e := &o.edits[m.edit-1]; e.hasKey {
			w.text = AppendString(w.text, e.key)
		} else {
			w.add(o.src[m.key:m.keyEnd])
		}
		if m.keyEnd == 0 {
			w.text = append(w.text, ':')
		} else {
			w.add(o.src[m.keyEnd:m.value])
		}
		w.add(o.value(i))
		w.add(o.src[m.valueEnd:m.end])
	}
	w.add(o.src[o.tail:])
}

// edit marks a member as changed and gives its edit.
func (o *Object) edit(i int) *edit {
	o.changed = true
	if o.members[i].edit == 0 {
		o.edits = append(o.edits, edit{})
		o.members[i].edit = uint32(len(o.edits))
	}
	return &o.edits[o.members[i].edit-1]
}

// remove takes out the members with the key from index i on.
func (o *Object) remove(i int, key string) {
	kept := i
	for ; i < len(o.members); i++ {
		if o.is(i, key) {
			continue
		}
		o.members[kept] = o.members[i]
		kept++
	}
	if kept < len(o.members) {
		o.members, o.changed = o.members[:kept], true
	}
}

// utf8Key gives the key as it will be read back.
func utf8Key(key string) string { return strings.ToValidUTF8(key, "\uFFFD") }
