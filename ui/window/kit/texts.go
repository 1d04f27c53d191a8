package kit

import (
	"strings"

	"keyport/assets"
)

// T is assets.T: the text of key in the person's language, names filled in.
func T(key string, pairs ...any) string { return assets.T(key, pairs...) }

// Listing names things in a sentence: "VS Code, Zed and Aider".
func Listing(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	last := len(names) - 1
	return T("list.and", "first", strings.Join(names[:last], ", "), "last", names[last])
}
