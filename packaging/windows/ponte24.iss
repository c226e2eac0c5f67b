; Inno Setup 6: the installer for Windows, per user, no administrator.
;   iscc /DVersion=0.1.0 packaging\windows\ponte24.iss        (after `make installer`; writes dist\ponte24-0.1.0-setup.exe)
; Silent: ponte24-0.1.0-setup.exe /VERYSILENT /SUPPRESSMSGBOXES /TASKS="autostart"   (docs/install.md)
#ifndef Version
  #error "Name the version: iscc /DVersion=0.1.0 ..."
#endif
#define Id "{7C5C4D4E-0C35-4C0B-9A39-5A2D6B2F24A1}"

[Setup]
; never changed: by it a later version finds the earlier one
AppId={{#Id}
AppName=Ponte24
AppVersion={#Version}
AppVerName=Ponte24 {#Version}
AppPublisher=Ponte24 contributors
VersionInfoVersion={#Version}
DefaultDirName={autopf}\Ponte24
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
; the program holds this as long as it runs; it is closed for an upgrade and started again after it
AppMutex=Ponte24Running
CloseApplications=yes
RestartApplications=yes
OutputDir=..\..\dist
OutputBaseFilename=ponte24-{#Version}-setup
SetupIconFile=..\..\build\icons\ponte24.ico
UninstallDisplayIcon={app}\ponte24.exe
UninstallDisplayName=Ponte24
LicenseFile=..\..\LICENSE
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ShowLanguageDialog=auto
; an upgrade must not switch on again what was switched off in Ponte24 since
UsePreviousTasks=no

[Languages]
Name: "it"; MessagesFile: "compiler:Languages\Italian.isl"
Name: "en"; MessagesFile: "compiler:Default.isl"

[CustomMessages]
it.Autostart=Avvia Ponte24 all'accesso a Windows (resta accanto all'orologio)
en.Autostart=Start Ponte24 when I log in (it waits beside the clock)
it.DeleteData=Cancellare anche i dati di Ponte24 da questo computer?%n%nScegliendo No restano: se installi di nuovo Ponte24, riparte da dove era. HighLevel e Fattura24 non vengono toccati in nessun caso.
en.DeleteData=Delete Ponte24's data from this computer, too?%n%nWith No they stay: if you install Ponte24 again it goes on where it was. Neither HighLevel nor Fattura24 is touched either way.
it.DataStay=Non è stato possibile cancellare tutti i dati. Si trovano in %1
en.DataStay=Not all data could be deleted. They are in %1

[Tasks]
Name: "autostart"; Description: "{cm:Autostart}"; Flags: unchecked
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[InstallDelete]
; what an earlier version had and this one has no more
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\ponte24\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{autoprograms}\Ponte24"; Filename: "{app}\ponte24.exe"; AppUserModelID: "it.ponte24.Ponte24"
Name: "{autodesktop}\Ponte24"; Filename: "{app}\ponte24.exe"; AppUserModelID: "it.ponte24.Ponte24"; Tasks: desktopicon

[Registry]
; the same value that Ponte24 itself writes (app/autostart/windows.py), and no other: virus scanners mistrust more
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: string; ValueName: "Ponte24"; ValueData: """{app}\ponte24.exe"" --background"; Tasks: autostart
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\Run"; ValueType: none; ValueName: "Ponte24"; Flags: uninsdeletevalue dontcreatekey

[Run]
Filename: "{app}\ponte24.exe"; Description: "{cm:LaunchProgram,Ponte24}"; Flags: nowait postinstall skipifsilent

[Code]
procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Code: Integer;
begin
  if (Step <> usUninstall) or UninstallSilent then
    exit;
  if MsgBox(CustomMessage('DeleteData'), mbConfirmation, MB_YESNO or MB_DEFBUTTON2) <> IDYES then
    exit;
  if not Exec(ExpandConstant('{app}\ponte24-cli.exe'), 'forget --all --yes', '', SW_HIDE, ewWaitUntilTerminated, Code)
    or (Code <> 0) then
    MsgBox(FmtMessage(CustomMessage('DataStay'), [ExpandConstant('{localappdata}\Ponte24')]), mbError, MB_OK);
end;
