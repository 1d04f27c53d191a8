// Package glob matches model names against the patterns of the settings. It
// knows no paths: model names hold slashes and colons, so * crosses them.
package glob

// Match reports whether name matches at least one pattern and none of the
// patterns behind "!". In a pattern * stands for any text and ? for one byte;
// everything else is literal and case-sensitive.
func Match(patterns []string, name string) bool {
	found := false
	for _, p := range patterns {
		if p != "" && p[0] == '!' {
			if one(p[1:], name) {
				return false
			}
		} else if !found && one(p, name) {
			found = true
		}
	}
	return found
}

// one matches by remembering the last star: linear in practice, never exponential.
func one(pattern, name string) bool {
	p, n, star, mark := 0, 0, -1, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p++
			n++
		case star >= 0:
			mark++
			p, n = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
