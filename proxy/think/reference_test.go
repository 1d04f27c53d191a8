package think

import "strings"

// reference filters a whole text in two slow, plain steps: cut it into visible
// and thought pieces, then trim white space around the leading blocks. It
// shares nothing with the filter but the rules.
func reference(o Options, s string) (text, thought string) {
	if o.Mode == Keep {
		return s, ""
	}
	type half struct {
		core, space string
		end         bool
		pair        int
	}
	var tags []half
	given := o.Tags
	if len(given) == 0 {
		given = DefaultTags
	}
	split := func(raw string) (string, string) {
		core := strings.TrimRight(raw, " \t\r\n\v\f")
		return asciiFold(core), raw[len(core):]
	}
	for k, t := range given {
		core, sp := split(t.End)
		tags = append(tags, half{core, sp, true, k})
	}
	for k, t := range given {
		core, sp := split(t.Start)
		tags = append(tags, half{core, sp, false, k})
	}

	type piece struct {
		block bool
		s     string
	}
	pieces := []piece{{}}
	depth, pair, implicit, fresh := 0, 0, false, false
	if o.StartsInThought {
		depth, implicit, fresh = 1, true, true
		pieces = []piece{{block: true}}
	}
	for i := 0; i < len(s); {
		cur := &pieces[len(pieces)-1]
		if strings.Trim(cur.s, " \t\r\n\v\f") != "" {
			fresh = false
		}
		var hit *half
		for j := range tags {
			t := &tags[j]
			allowed := false
			switch {
			case t.end:
				allowed = depth > 0 && (implicit || t.pair == pair)
			case depth == 0 || fresh:
				allowed = true
			default:
				allowed = t.pair == pair
			}
			if allowed && len(s)-i >= len(t.core) && asciiFold(s[i:i+len(t.core)]) == t.core &&
				(hit == nil || len(t.core) < len(hit.core)) {
				hit = t
			}
		}
		if hit != nil && depth == 0 && i > 0 && s[i-1] == '`' && strings.HasPrefix(s[i+len(hit.core):], "`") {
			hit = nil
		}
		if hit == nil {
			cur.s += s[i : i+1]
			i++
			continue
		}
		i += len(hit.core)
		for k := 0; k < len(hit.space) && i < len(s) && s[i] == hit.space[k]; k++ {
			i++
		}
		switch {
		case hit.end:
			if depth--; depth == 0 {
				implicit = false
				pieces = append(pieces, piece{})
			}
		case fresh:
			pair, cur.s = hit.pair, ""
		case depth == 0:
			depth, pair = 1, hit.pair
			pieces = append(pieces, piece{block: true})
		default:
			depth++
		}
		fresh = false
	}

	var out, aside strings.Builder
	leading, behind := true, false
	for n, p := range pieces {
		if p.block {
			aside.WriteString(p.s)
			behind = true
			continue
		}
		if leading {
			bare := strings.TrimLeft(p.s, " \t\r\n\v\f")
			leading = bare == ""
			blockFollows := n+1 < len(pieces)
			if behind || leading && blockFollows {
				p.s = bare
			}
		}
		out.WriteString(p.s)
	}
	if implicit {
		out.WriteString(pieces[0].s)
	}
	if o.Mode == Reasoning {
		return out.String(), aside.String()
	}
	return out.String(), ""
}

func asciiFold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
