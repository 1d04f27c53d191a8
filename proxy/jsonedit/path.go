package jsonedit

import "iter"

// Find gives the offsets of the value of a top-level member of the object in
// data: data[start:end]. Both are -1 when the member is absent or the text in
// front of it is malformed; what stands behind the value is not looked at. It
// allocates nothing, for use on every event of a stream.
func Find(data []byte, key string) (start, end int) {
	i := skipSpace(data, 0)
	if i == len(data) || data[i] != '{' {
		return -1, -1
	}
	for {
		k, kEnd, value, valueEnd, fault := scanMember(data, i+1)
		if fault >= 0 {
			return -1, -1
		}
		if sameText(data[k+1:kEnd-1], key) {
			return value, valueEnd
		}
		i = skipSpace(data, valueEnd)
		if i == len(data) || data[i] != ',' {
			return -1, -1
		}
	}
}

// Path follows members of objects, and elements of arrays given as "0", "1" and
// so on, without allocating. Without keys it gives the value itself.
func Path(raw Raw, keys ...string) (Raw, bool) {
	raw = trim(raw)
	for _, key := range keys {
		switch Kind(raw) {
		case '{':
			start, end := Find(raw, key)
			if start < 0 {
				return nil, false
			}
			raw = raw[start:end:end]
		case '[':
			element, ok := element(raw, key)
			if !ok {
				return nil, false
			}
			raw = element
		default:
			return nil, false
		}
	}
	return raw, Kind(raw) != 0
}

func element(raw Raw, index string) (Raw, bool) {
	if index == "" || len(index) > 9 || index[0] == '0' && index != "0" {
		return nil, false
	}
	n := 0
	for _, c := range []byte(index) {
		if c < '0' || c > '9' {
			return nil, false
		}
		n = n*10 + int(c-'0')
	}
	for _, e := range Elements(raw) {
		if n == 0 {
			return e, true
		}
		n--
	}
	return nil, false
}

// Elements gives the elements of an array in order, each with the offset in raw
// at which it begins. It ends where the text is malformed.
func Elements(raw Raw) iter.Seq2[int, Raw] {
	return func(yield func(int, Raw) bool) { _ = walk(raw, yield) }
}

// ParseArray gives the elements of an array. The error is a *SyntaxError.
func ParseArray(raw Raw) ([]Raw, error) { return AppendElements(make([]Raw, 0, 8), raw) }

// AppendElements is ParseArray into memory that is there already.
func AppendElements(dst []Raw, raw Raw) ([]Raw, error) {
	err := walk(raw, func(_ int, e Raw) bool {
		dst = append(dst, e)
		return true
	})
	if err != nil {
		return nil, err
	}
	return dst, nil
}

// EachObject visits the elements of an array in order. Each that is an object has
// been parsed into o, which serves them all; for others o is empty. Elements and
// Parse would look at the text twice. It reports whether every element was
// visited: not when visit gave false, or where the text is malformed.
func EachObject(raw Raw, o *Object, visit func(element Raw) bool) bool {
	i := skipSpace(raw, 0)
	if i == len(raw) || raw[i] != '[' {
		return false
	}
	i = skipSpace(raw, i+1)
	if i < len(raw) && raw[i] == ']' {
		return true
	}
	for {
		end := -1
		if i < len(raw) && raw[i] == '{' {
			if n, err := o.parse(raw[i:]); err == nil {
				end = i + n
			}
		} else {
			o.reset()
			end = skipValue(raw, i)
		}
		if end < 0 || !visit(raw[i:end:end]) {
			return false
		}
		i = skipSpace(raw, end)
		if i == len(raw) || raw[i] != ',' {
			return i < len(raw) && raw[i] == ']'
		}
		i = skipSpace(raw, i+1)
	}
}

// JoinArray makes an array of elements, without white space.
func JoinArray(elements []Raw) Raw {
	size := 2 + len(elements)
	for _, e := range elements {
		size += len(e)
	}
	out := append(make([]byte, 0, size), '[')
	for i, e := range elements {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, e...)
	}
	return append(out, ']')
}

func walk(raw Raw, yield func(int, Raw) bool) error {
	i := skipSpace(raw, 0)
	if i == len(raw) || raw[i] != '[' {
		return faultAt(raw, i)
	}
	i = skipSpace(raw, i+1)
	if i == len(raw) || raw[i] != ']' {
		for {
			end := skipValue(raw, i)
			if end < 0 {
				return faultAt(raw, -1-end)
			}
			if !yield(i, raw[i:end:end]) {
				return nil
			}
			i = skipSpace(raw, end)
			if i == len(raw) || raw[i] != ',' {
				break
			}
			i = skipSpace(raw, i+1)
		}
	}
	if i == len(raw) || raw[i] != ']' {
		return faultAt(raw, i)
	}
	if i = skipSpace(raw, i+1); i < len(raw) {
		return faultAt(raw, i)
	}
	return nil
}
