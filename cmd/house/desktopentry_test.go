package house

import (
	"encoding/xml"
	"regexp"
	"strings"
	"testing"
)

const linux = "assets/package/linux/"

// desktopEntry gives the keys of the first section of a desktop entry.
func desktopEntry(t *testing.T, name string) map[string]string {
	t.Helper()
	keys := map[string]string{}
	for line := range strings.Lines(read(t, name)) {
		if strings.HasPrefix(line, "[Desktop Action") {
			break
		}
		if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			keys[key] = value
		}
	}
	return keys
}

// fyneAppList gives a list of texts of FyneApp.toml as a desktop entry writes it.
func fyneAppList(t *testing.T, field string) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^` + field + ` *= *\[(.*)\]$`).FindStringSubmatch(read(t, "FyneApp.toml"))
	if m == nil {
		t.Fatalf("FyneApp.toml has no %s", field)
	}
	var out strings.Builder
	for _, part := range strings.Split(m[1], ",") {
		out.WriteString(strings.Trim(strings.TrimSpace(part), `"`) + ";")
	}
	return out.String()
}

func TestTheDesktopEntrySaysWhatFyneAppSays(t *testing.T) {
	id := fyneApp(t, "ID")
	keys := desktopEntry(t, linux+id+".desktop")
	for key, want := range map[string]string{
		"Name":        fyneApp(t, "Name"),
		"GenericName": fyneApp(t, "GenericName"),
		"Comment":     fyneApp(t, "Comment"),
		"Categories":  fyneAppList(t, "Categories"),
		"Keywords":    fyneAppList(t, "Keywords"),
		"Icon":        id,
		"Exec":        "keyport",
		// X11 knows the window by its first title, Wayland by the name of the entry.
		"StartupWMClass": fyneApp(t, "Name"),
	} {
		if keys[key] != want {
			t.Errorf("the desktop entry has %s=%s, want %s", key, keys[key], want)
		}
	}
	for _, key := range []string{"GenericName[de]", "Comment[de]", "Keywords[de]"} {
		if keys[key] == "" {
			t.Errorf("the desktop entry has no %s", key)
		}
	}
}

func TestTheWindowAndItsMessagesAreFoundByTheDesktopEntry(t *testing.T) {
	id := `"` + fyneApp(t, "ID") + `"`
	for file, name := range map[string]string{"cmd/keyport-window/show.go": "id", "ui/notify/server.go": "entry"} {
		if !strings.Contains(read(t, file), "const "+name+" = "+id) {
			t.Errorf("%s does not say const %s = %s", file, name, id)
		}
	}
	if !strings.Contains(read(t, "ui/window/window.go"), `const Title = "`+fyneApp(t, "Name")+`"`) {
		t.Error("the first title of the window is not the StartupWMClass of the desktop entry")
	}
}

func TestSoftwareCentresAreToldWhatFyneAppSays(t *testing.T) {
	id := fyneApp(t, "ID")
	var info struct {
		ID         string   `xml:"id"`
		Name       string   `xml:"name"`
		Icon       string   `xml:"icon"`
		Launchable string   `xml:"launchable"`
		Licence    string   `xml:"project_license"`
		Programs   []string `xml:"provides>binary"`
		Releases   []struct {
			Version string `xml:"version,attr"`
			Date    string `xml:"date,attr"`
		} `xml:"releases>release"`
	}
	if err := xml.Unmarshal([]byte(read(t, linux+id+".metainfo.xml")), &info); err != nil {
		t.Fatal(err)
	}
	for what, pair := range map[string][2]string{
		"id":       {info.ID, id},
		"name":     {info.Name, fyneApp(t, "Name")},
		"icon":     {info.Icon, id},
		"entry":    {info.Launchable, id + ".desktop"},
		"licence":  {info.Licence, "MIT"},
		"programs": {strings.Join(info.Programs, " "), "keyport keyport-window"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", what, pair[0], pair[1])
		}
	}
	// The version stands in FyneApp.toml alone; the build puts it in.
	if len(info.Releases) != 1 || info.Releases[0].Version != "@VERSION@" || info.Releases[0].Date != "@DATE@" {
		t.Errorf("the releases are %+v, want one, to be filled in", info.Releases)
	}
}
