package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Named is a parameter with its JSON value.
type Named struct {
	Name  string
	Value json.RawMessage
}

// JSON gives the parameters sorted by name, so that equal rules make equal
// requests (a provider's prompt cache looks at the bytes). It fails only for
// values that Validate refuses.
func (v Values) JSON() ([]Named, error) {
	list := make([]Named, 0, len(v))
	for _, name := range slices.Sorted(maps.Keys(v)) {
		raw, err := appendJSON(nil, v[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, Named{name, raw})
	}
	return list, nil
}

// MarshalJSON keeps 1.0 apart from 1, which encoding/json does not: an int64
// and a float64 are the same after the way over the control socket and back.
func (v Values) MarshalJSON() ([]byte, error) {
	if v == nil {
		return []byte("null"), nil
	}
	return appendJSON(nil, map[string]any(v))
}

// UnmarshalJSON makes whole numbers int64 and others float64. A number that
// neither can hold is an error: it would become another number.
func (v *Values) UnmarshalJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var raw map[string]any
	if err := d.Decode(&raw); err != nil {
		return err
	}
	for name, value := range raw {
		exact, err := exactNumbers(value)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		raw[name] = exact
	}
	*v = raw
	return nil
}

var errNumber = errors.New("this number is too big to be kept exactly")

func exactNumbers(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			f, err := v.Float64()
			if err != nil {
				return nil, errNumber
			}
			return f, nil
		}
		n, err := v.Int64()
		if err != nil {
			return nil, errNumber
		}
		return n, nil
	case map[string]any:
		for key := range v {
			if v[key], err = exactNumbers(v[key]); err != nil {
				return nil, err
			}
		}
	case []any:
		for i := range v {
			if v[i], err = exactNumbers(v[i]); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

func appendJSON(b []byte, v any) ([]byte, error) {
	var err error
	switch v := v.(type) {
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, errors.New("JSON has no such number")
		}
		text, err := json.Marshal(v)
		if err == nil && !bytes.ContainsAny(text, ".e") {
			text = append(text, ".0"...)
		}
		return append(b, text...), err
	case []any:
		b = append(b, '[')
		for i := range v {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendJSON(b, v[i]); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case map[string]any:
		b = append(b, '{')
		for i, key := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, key), ':')
			if b, err = appendJSON(b, v[key]); err != nil {
				return nil, err
			}
		}
		return append(b, '}'), nil
	case string:
		return appendText(b, v), nil
	}
	text, err := json.Marshal(cloneValue(v))
	return append(b, text...), err
}

// appendText writes < as it is: a tag in a parameter goes out as the person wrote it.
func appendText(b []byte, s string) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string is always encoded
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}
