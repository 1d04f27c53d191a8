package catalog

import (
	"maps"
	"slices"

	"keyport/proxy/glob"
)

// View is what the person's settings lay over the lists.
type View struct {
	Overrides []Override
	Aliases   map[string]string // invented name → real name
}

// index is every model that there is, and where it stands: clients ask for 300
// descriptions in a row, and every request asks for one.
type index struct {
	all  []Model
	byID map[string]int
}

// index gives what lists and view come to. The caller holds mu.
func (c *Catalog) index() *index {
	if c.seen == nil {
		c.seen = c.merge()
	}
	return c.seen
}

// merge builds the index: each name once, from the upstream that its requests
// go to, and the aliases last. An alias hides a real model of its name.
func (c *Catalog) merge() *index {
	there := map[string]Model{}
	ix := &index{byID: map[string]int{}}
	add := func(m Model) {
		ix.byID[m.ID] = len(ix.all)
		ix.all = append(ix.all, c.override(m))
	}
	for i, l := range c.lists {
		for _, m := range l.models {
			if _, seen := there[m.ID]; seen || c.route(m.ID) != i {
				continue
			}
			m.Upstream = l.src.Name
			there[m.ID] = m
			if _, hidden := c.view.Aliases[m.ID]; !hidden {
				add(m)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.view.Aliases)) {
		add(c.alias(name, c.view.Aliases[name], there))
	}
	return ix
}

// alias describes an invented name by the model that it stands for, known or
// not. That the model itself is hidden says nothing of the name that the person
// gave it; an alias of an alias is not followed.
func (c *Catalog) alias(name, target string, there map[string]Model) Model {
	m, ok := there[target]
	if ok {
		m = c.override(m)
	} else {
		m = c.override(Known(target))
		if r := c.route(target); r >= 0 {
			m.Upstream = c.lists[r].src.Name
		}
	}
	m.ID, m.Target, m.Hidden, m.Shown = name, target, false, false
	return m
}

func (c *Catalog) route(model string) int {
	return slices.IndexFunc(c.lists, func(l *list) bool { return l.src.Serves(model) })
}

func (c *Catalog) override(m Model) Model {
	for _, o := range c.view.Overrides {
		if !glob.Match([]string{o.Name}, m.ID) {
			continue
		}
		if o.Context != nil {
			m.Context = *o.Context
		}
		set(&m.Tools, o.Tools)
		set(&m.Vision, o.Vision)
		if o.Hidden != nil {
			m.Hidden, m.Shown = *o.Hidden, !*o.Hidden
		}
	}
	return m
}
