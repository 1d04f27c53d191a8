//go:build linux

package desktoptest

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"testing"

	"fyne.io/systray"
)

// trayProgram makes the test binary a program with a tray icon.
const trayProgram = "KEYPORT_DESKTOP_TRAY_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(trayProgram) != "" {
		runTrayProgram()
		return
	}
	os.Exit(m.Run())
}

// runTrayProgram shows an icon with a menu and prints what was chosen.
func runTrayProgram() {
	said := make(chan string)
	systray.SetOnTapped(func() { said <- "icon" })
	go func() {
		for word := range said {
			fmt.Println(word)
			if word == "Quit" {
				systray.Quit()
			}
		}
	}()
	// Before Run: what is set while systray connects to the bus can be lost, since
	// its properties are filled before and looked for behind that point.
	systray.SetTitle("Tray Program")
	systray.SetIcon(redSquare())
	systray.Run(func() {
		systray.AddMenuItem("A sentence", "").Disable()
		systray.AddSeparator()
		systray.AddMenuItemCheckbox("Ticked", "", true)
		sub := systray.AddMenuItem("More", "")
		deep := sub.AddSubMenuItem("Deep", "")
		quit := systray.AddMenuItem("Quit", "")
		go func() {
			for {
				select {
				case <-deep.ClickedCh:
					said <- "Deep"
				case <-quit.ClickedCh:
					said <- "Quit"
					return
				}
			}
		}()
	}, nil)
}

func redSquare() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 22, 22))
	for i := range 22 * 22 {
		img.SetRGBA(i%22, i/22, color.RGBA{R: 0xff, A: 0xff})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestTrayIconIsSeenAndItsMenuIsClicked(t *testing.T) {
	d := Start(t, Options{})
	cmd := d.Command(os.Args[0])
	// systray counts its menu versions without a lock; what this test is about does not depend on them.
	cmd.Env = append(cmd.Env, trayProgram+"=1", "GORACE=exitcode=0 log_path="+d.Dir()+"/log/race")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(out)
	hears := func(want string) {
		t.Helper()
		if line, err := said.ReadString('\n'); line != want+"\n" {
			t.Fatalf("the program said %q, %v; want %q", line, err, want)
		}
	}

	item := d.WaitTrayItem("tray program")
	p := d.TrayIconCenter()
	d.WaitFor("the red icon", func() bool { return d.Image().RGBAAt(p.X, p.Y) == color.RGBA{R: 0xff, A: 0xff} })

	if e := item.Find("A sentence"); !e.Disabled || e.Checkable {
		t.Errorf("the first line is %+v", e)
	}
	if e := item.Find("Ticked"); e.Disabled || !e.Checkable || !e.Checked {
		t.Errorf("the ticked line is %+v", e)
	}
	if item.Has("Deep") || item.Has("More", "Nothing") {
		t.Error("the menu has entries that it has not")
	}
	item.Click("More", "Deep")
	hears("Deep")
	d.Click(p.X, p.Y) // a real click of the mouse
	hears("icon")
	item.Activate()
	hears("icon")
	item.Click("Quit")
	hears("Quit")
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	d.WaitFor("the icon's end", item.Gone)
}
