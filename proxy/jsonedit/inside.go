package jsonedit

import (
	"iter"
	"unicode/utf8"
)

// StringLen gives the length of the JSON string that data begins with, its
// quotes included, or 0 when data begins with none or ends before it does. plain
// says that the text is spelled as it is: valid UTF-8 without escapes.
func StringLen(data []byte) (n int, plain bool) {
	if len(data) == 0 || data[0] != '"' {
		return 0, false
	}
	if n = indexSpecial(data, 1); n < len(data) && data[n] == '"' {
		return n + 1, utf8.Valid(data[1:n])
	}
	return max(skipString(data, 1), 0), false
}

// First gives the value that data begins with, whatever stands behind it, or nil
// where that does not end in data.
func First(data []byte) Raw {
	i := skipSpace(data, 0)
	end := skipValue(data, i)
	if end < 0 {
		return nil
	}
	return data[i:end:end]
}

// Values gives the values in order, those of duplicates included. The object must
// not be edited meanwhile.
func (o *Object) Values() iter.Seq[Raw] {
	return func(yield func(Raw) bool) {
		for i := range o.members {
			if !yield(o.value(i)) {
				return
			}
		}
	}
}
