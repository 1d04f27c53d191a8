package ollama

import (
	"bytes"

	"keyport/proxy/jsonedit"
)

// appendArguments writes the arguments of a call as a JSON object. It gives
// false when they are none.
func appendArguments(dst, text []byte) ([]byte, bool) {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || string(text) == "null" {
		return append(dst, "{}"...), true
	}
	if jsonedit.Check(text, maxDepth/2) != nil {
		return dst, false
	}
	if s, ok := jsonedit.String(text); ok { // some models quote the object once more
		text = bytes.TrimSpace([]byte(s))
		if jsonedit.Check(text, maxDepth/2) != nil {
			return dst, false
		}
	}
	if jsonedit.Kind(text) != '{' {
		return dst, false
	}
	return appendTidy(dst, text)
}

// appendTidy writes checked JSON in one line: white space between values goes,
// for a line break would end the line, and strings are spelled anew, because
// the Go client chokes on the escape of a lone surrogate. Numbers keep their
// spelling; one that no float64 holds gives false, as clients cannot read it.
func appendTidy(dst, text []byte) ([]byte, bool) {
	var scratch []byte
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case ' ', '\t', '\r', '\n':
			i++
		case '"':
			end := i + 1
			for text[end] != '"' {
				if text[end] == '\\' {
					end++
				}
				end++
			}
			end++
			var ok bool
			if scratch, ok = jsonedit.AppendDecoded(scratch[:0], text[i:end]); !ok {
				return dst, false
			}
			dst = jsonedit.AppendString(dst, asString(scratch))
			i = end
		case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			end := i + 1
			for end < len(text) && isNumberByte(text[end]) {
				end++
			}
			if _, ok := number(text[i:end]); !ok {
				return dst, false
			}
			dst = append(dst, text[i:end]...)
			i = end
		default:
			dst = append(dst, c)
			i++
		}
	}
	return dst, true
}

func isNumberByte(c byte) bool {
	return c >= '0' && c <= '9' || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-'
}
